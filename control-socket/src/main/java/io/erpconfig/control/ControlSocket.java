package io.erpconfig.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/**
 * The socket on which a server takes commands: it is in the data directory, and only the directory's user can reach it
 * (0600, and the other end's user is checked). Each command has a thread of its own, up to {@value #MAX_CALLS} at once.
 * One whose caller goes away ends at the next step at which it can without harm, else runs to its end.
 */
public final class ControlSocket implements AutoCloseable {

    /** Version of the protocol: it changes with the meaning of frames. */
    static final String PROTOCOL = "1";

    /** Most commands that run at a time; more are refused. */
    static final int MAX_CALLS = 8;

    /** Time that a caller may take to send its command. */
    private static final Duration GREETING_PATIENCE = Duration.ofSeconds(10);

    /** Time that a caller may take for each answer: people type passwords, and page through what they get. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Time that commands have to end when the server stops, and again once they were cut off. */
    private static final Duration DRAIN = Duration.ofMillis(1500);

    /** Runs commands. */
    public interface Commands {

        /**
         * Runs one, on whatever thread it is called.
         *
         * @param debug whether a failure is to be shown with its stack trace
         * @return its exit code
         */
        int run(Caller caller, boolean debug, List<String> words);
    }

    private final ServerSocketChannel channel;
    private final SocketFile file;
    private final UserPrincipal user;
    private final String program;
    private final Commands commands;
    private final Thread acceptor = new Thread(this::accept, "control");
    private final Set<ServedCall> calls = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "command");
        thread.setDaemon(true);
        return thread;
    });

    private ControlSocket(
            ServerSocketChannel channel, SocketFile file, UserPrincipal user, String version, Commands commands) {
        this.channel = channel;
        this.file = file;
        this.user = user;
        this.program = program(version);
        this.commands = commands;
    }

    /** A program by its version and what it speaks. */
    static String program(String version) {
        return version + ", protocol " + PROTOCOL;
    }

    /**
     * Takes commands from now on.
     *
     * @param dataDir this process has it locked: a socket that is there already is one of a process that is dead
     * @param version of this program; a caller's has to be the same
     * @throws IOException if the socket can't be made, or can't be kept from other users
     */
    public static ControlSocket open(Path dataDir, String version, Commands commands) throws IOException {
        SocketFile file = new SocketFile(dataDir);
        if (!Files.getFileStore(dataDir).supportsFileAttributeView("posix")) {
            throw new IOException("on this file system a socket can't be kept from other users");
        }
        Files.deleteIfExists(file.path());
        ServerSocketChannel channel = channel();
        boolean open = false;
        try {
            file.use(channel::bind);
            // Who came before this is refused by name.
            Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-------"));
            ControlSocket socket = new ControlSocket(channel, file, Files.getOwner(file.path()), version, commands);
            socket.acceptor.setDaemon(true);
            socket.acceptor.start();
            open = true;
            return socket;
        } finally {
            if (!open) {
                channel.close();
            }
        }
    }

    private static ServerSocketChannel channel() throws IOException {
        try (SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (one.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
                return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            }
            throw new IOException("this system does not tell whose process is at the other end of a socket");
        } catch (UnsupportedOperationException e) {
            throw new IOException("this system has no local sockets", e);
        }
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                take(channel.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Out of file handles, or a caller that has gone already: the next one may fare better.
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(SocketChannel caller) throws IOException {
        Frames frames = new Frames(caller, GREETING_PATIENCE);
        boolean taken = false;
        try {
            UserPrincipal by =
                    caller.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (!by.equals(user)) {
                refuse(
                        frames,
                        "the server runs as user " + user.getName() + ": run this command as that user too, not as "
                                + by.getName());
            } else if (calls.size() >= MAX_CALLS) {
                refuse(frames, "the server runs " + MAX_CALLS + " commands already; try again when one has ended");
            } else {
                ServedCall call = new ServedCall(frames);
                calls.add(call);
                taken = true;
                threads.execute(() -> run(call));
            }
        } finally {
            if (!taken) {
                frames.close();
            }
        }
    }

    private static void refuse(Frames frames, String why) throws IOException {
        frames.send(Frame.Type.REFUSED, why);
        frames.flush();
    }

    private void run(ServedCall call) {
        try (call) {
            call.run(program, commands);
        } catch (IOException | CallEndedException e) {
            // The caller has gone, or does not keep to the protocol: nobody is left to tell.
        } finally {
            calls.remove(call);
        }
    }

    /** Takes no more commands, and ends those that run. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file.path());
            channel.close();
            acceptor.join();
            threads.shutdown();
            calls.forEach(ServedCall::stop);
            if (!threads.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                for (ServedCall call : calls) {
                    call.close();
                }
                threads.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // A socket that is left behind is in nobody's way.
        }
    }
}
