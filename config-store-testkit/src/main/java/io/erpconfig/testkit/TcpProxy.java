package io.erpconfig.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between a client and servers that can be made a bad one: it cuts connections in the middle of what is sent,
 * takes none, delays and throttles. To several servers it leads in turn, connection by connection. It listens on a free
 * port of the loopback address. Where one side has said all, both directions end. Safe for any number of threads.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER = 8 << 10;
    private static final int CONNECT_MILLIS = 5_000;

    private final List<InetSocketAddress> targets;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean down;
    private volatile long delayNanos;
    private volatile long bytesASecond = Long.MAX_VALUE;

    private TcpProxy(List<InetSocketAddress> targets) throws IOException {
        this.targets = List.copyOf(targets);
        this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Starts one. */
    public static TcpProxy to(InetSocketAddress... targets) throws IOException {
        return new TcpProxy(List.of(targets));
    }

    /** The address that clients connect to. */
    public InetSocketAddress address() {
        return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
    }

    /** Ends all connections that there are, wherever they have got to; new ones are taken. */
    public void cut() {
        open.forEach(TcpProxy::close);
    }

    /** Ends all connections and lets no new one come about, until {@link #up}. */
    public void down() {
        down = true;
        cut();
    }

    /** Takes connections again, and lets all pass as fast as it comes. */
    public void up() {
        delayNanos = 0;
        bytesASecond = Long.MAX_VALUE;
        down = false;
    }

    /** Holds each piece of what is sent for so long, in both directions. */
    public void delay(long millis) {
        delayNanos = millis * 1_000_000;
    }

    /** Lets no more than so much pass in a second, for each connection and direction. */
    public void throttle(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes: " + bytes);
        }
        bytesASecond = bytes;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                // Closed, or the client is gone already.
            }
        }
    }

    private void connect(Socket client) {
        if (down) {
            close(client);
            return;
        }
        Socket server = new Socket();
        open.add(server);
        try {
            server.connect(targets.get(Math.floorMod(next.getAndIncrement(), targets.size())), CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            if (down) {
                throw new IOException("cut while it came about");
            }
            threads.execute(() -> pass(server, client));
            pass(client, server);
        } catch (IOException e) {
            close(client);
            close(server);
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int sent = 0;
                while (sent < read) {
                    int piece = (int) Math.min(read - sent, Math.max(1, bytesASecond / 20));
                    LockSupport.parkNanos(delayNanos + (long) (piece * 1e9 / bytesASecond));
                    out.write(buffer, sent, piece);
                    sent += piece;
                }
            }
        } catch (IOException e) {
            // Cut, or one of the two has gone away: the other one is told.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
        threads.shutdownNow();
    }
}
