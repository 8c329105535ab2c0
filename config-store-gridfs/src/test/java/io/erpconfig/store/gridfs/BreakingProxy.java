package io.erpconfig.store.gridfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Stands between a store and its server, and breaks a connection at a chosen request. */
final class BreakingProxy implements AutoCloseable {

    /** The moment at which the connection breaks. */
    enum When {
        /** Before the server has the request. */
        BEFORE,
        /** After the server has answered it, before its answer has arrived. */
        AFTER
    }

    private record Break(When when, Predicate<String> at) {}

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<Break>> breaking = new AtomicReference<>(Optional.empty());
    private volatile boolean broken;
    private volatile boolean silent;

    BreakingProxy(String host, int port) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.host = host;
        this.port = port;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Each request that has all these words breaks its connection, also one that the driver tries again. */
    void breakEach(When when, String... words) {
        breaking.set(Optional.of(new Break(when, request -> Stream.of(words).allMatch(request::contains))));
    }

    /**
     * Of the requests that have a word, a number comes through; each later one breaks its connection before.
     *
     * @param first what is done when the first one does
     */
    void breakAfter(int requests, String word, Runnable first) {
        AtomicInteger left = new AtomicInteger(requests);
        broken = false;
        breaking.set(Optional.of(new Break(When.BEFORE, request -> {
            int before = request.contains(word) ? left.getAndDecrement() : 1;
            if (before == 0) {
                start(first);
            }
            return before <= 0;
        })));
    }

    /** Nothing is broken any more. */
    void breakNothing() {
        breaking.set(Optional.empty());
    }

    /** Whether that has happened. */
    boolean hasBroken() {
        return broken;
    }

    /** Connections stay, and nothing comes through any more. */
    void fallSilent(boolean now) {
        silent = now;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                sockets.addAll(List.of(client, server));
                AtomicReference<Boolean> lost = new AtomicReference<>(false);
                start(() -> forward(client, server, lost));
                start(() -> back(server, client, lost));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void forward(Socket client, Socket server, AtomicReference<Boolean> lost) {
        pump(client, server, bytes -> {
            Optional<Break> here =
                    breaking.get().filter(each -> each.at.test(new String(bytes, StandardCharsets.ISO_8859_1)));
            if (here.isEmpty()) {
                return true;
            }
            broken = true;
            lost.set(true);
            return here.get().when == When.AFTER;
        });
    }

    private void back(Socket server, Socket client, AtomicReference<Boolean> lost) {
        pump(server, client, bytes -> !lost.get());
    }

    private interface Check {
        boolean passes(byte[] bytes);
    }

    private void pump(Socket from, Socket to, Check check) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                byte[] bytes = java.util.Arrays.copyOf(buffer, read);
                while (silent) {
                    Thread.sleep(10);
                }
                if (!check.passes(bytes)) {
                    return;
                }
                out.write(bytes);
                out.flush();
            }
        } catch (IOException e) {
            // One side has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
