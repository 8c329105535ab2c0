package io.erpconfig.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server that has a store open, as a command that was called beside it sees it. */
public final class RunningServer implements AutoCloseable {

    private static final Duration GREETING_PATIENCE = Duration.ofSeconds(10);

    private static final Duration ASK_AGAIN = Duration.ofMillis(50);

    private final Frames frames;
    private final Path dataDir;

    private RunningServer(Frames frames, Path dataDir) {
        this.frames = frames;
        this.dataDir = dataDir;
    }

    /** Finds the server that has a data directory open and takes commands, if there is one. */
    public static Optional<RunningServer> find(Path dataDir) {
        try {
            SocketFile file = new SocketFile(dataDir);
            if (!Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            SocketChannel channel = file.use(RunningServer::connect);
            return Optional.of(new RunningServer(new Frames(channel, GREETING_PATIENCE), dataDir));
        } catch (IOException | UnsupportedOperationException e) {
            // Left by a server that is dead, or not for this user: opening the store tells which.
            return Optional.empty();
        }
    }

    /** Finds the server that is about to take commands. */
    public static Optional<RunningServer> await(Path dataDir, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        Optional<RunningServer> found = Optional.empty();
        while (found.isEmpty() && System.nanoTime() < until) {
            Thread.sleep(ASK_AGAIN.toMillis());
            found = find(dataDir);
        }
        return found;
    }

    private static SocketChannel connect(UnixDomainSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.connect(address);
            connected = true;
            return channel;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    /**
     * Runs a command in the server; to the caller it is as if it ran here.
     *
     * @param version of this program
     * @return the command's exit code
     * @throws CallEndedException if the server doesn't run it, or ends before it has
     */
    public int run(String version, boolean debug, List<String> words, Caller caller) {
        Answers answers = new Answers(frames, caller);
        boolean called = false;
        try {
            greet(ControlSocket.program(version));
            List<String> call = new ArrayList<>();
            call.add(ControlSocket.program(version));
            call.add(debug ? "debug" : "");
            call.add(caller.terminal().isPresent() ? "terminal" : "");
            call.addAll(words);
            frames.send(Frame.Type.CALL, call.toArray(String[]::new));
            called = true;
            frames.patience(Frames.FOREVER);
            return answers.toTheEnd();
        } catch (IOException e) {
            String which = "the server that has data directory " + dataDir + " open";
            throw new CallEndedException(
                    called
                            ? which + " was lost before the command had ended; look whether it took effect ("
                                    + e.getMessage() + ")"
                            : "can't talk to " + which + ": " + e.getMessage(),
                    e);
        }
    }

    private void greet(String program) throws IOException {
        Frame greeting = frames.receive(Frame.Type.GREETING, Frame.Type.REFUSED);
        if (greeting.type() == Frame.Type.REFUSED) {
            throw new CallEndedException(greeting.text());
        }
        List<String> server = greeting.texts(2);
        if (!server.get(0).equals(program)) {
            throw new CallEndedException("the server that has data directory " + dataDir + " open (process "
                    + server.get(1) + ") is " + server.get(0) + ", but this is " + program
                    + ": use the same, or restart the server");
        }
    }

    @Override
    public void close() {
        try {
            frames.close();
        } catch (IOException e) {
            // All that was to be said has been said.
        }
    }
}
