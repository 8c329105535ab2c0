package io.erpconfig.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.http.Cidr;
import io.erpconfig.http.ServerTuning;
import io.erpconfig.http.TrustedProxies;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one client can hold of a server, over real sockets. */
@Timeout(60)
class LimitedServerTest {

    private static final ConnectionLimits FEW = new ConnectionLimits(6, 4, Duration.ofSeconds(75));
    private static final int THREADS = 8;

    private final List<Socket> sockets = new ArrayList<>();
    private Javalin server = Javalin.create();

    private void start(ConnectionLimits limits, TrustedProxies proxies) {
        server = Javalin.create(config -> {
                    ServerTuning.apply(config, "0.0.0.0", 0, Duration.ZERO, limits, proxies);
                    config.jetty.threadPool = new QueuedThreadPool(THREADS, THREADS);
                    config.routes.get("/", context -> context.result("here"));
                    config.routes.post(
                            "/", context -> context.result(context.body().length() + " bytes"));
                    config.routes.post("/unread", context -> context.result("unread"));
                })
                .start();
    }

    private static TrustedProxies proxies(String... ranges) {
        return new TrustedProxies(List.of(ranges).stream().map(Cidr::parse).toList());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        awaitNobody();
        server.stop();
    }

    /** Jetty 12.1.12, if it closes a connection while a thread begins to answer on it, may wait for that for ever. */
    private void awaitNobody() {
        long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!server.jettyServer()
                        .server()
                        .getConnectors()[0]
                        .getConnectedEndPoints()
                        .isEmpty()
                && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(10_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** The head of the answer, and its body of a few bytes. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        byte[] some = new byte[4096];
        while (!text.toString().matches("(?s).*\r\n\r\n.+")) {
            int read = in.read(some);
            if (read < 0) {
                break;
            }
            text.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static String get(Socket socket) throws IOException {
        send(socket, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        return answer(socket);
    }

    private static boolean isRefused(Socket socket) {
        try {
            return get(socket).isEmpty();
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aConnectionIsKeptForLongerThanAMinuteAndSaysSo() throws IOException {
        start(ConnectionLimits.defaults(), proxies());

        String answer = get(connect("127.0.0.1"));

        assertThat(answer).contains("\r\nKeep-Alive: timeout=75\r\n");
        assertThat(server.jettyServer().server().getConnectors()[0].getIdleTimeout())
                .isGreaterThan(75_000);
    }

    @Test
    void whatIsTooMuchFromOneAddressIsRefusedAndFromAnotherIsNot() throws IOException {
        start(FEW, proxies());
        for (int i = 0; i < FEW.perAddress(); i++) {
            assertThat(get(connect("127.0.0.1"))).contains("here");
        }

        assertThat(isRefused(connect("127.0.0.1"))).isTrue();
        assertThat(get(connect("127.0.0.2"))).contains("here");
        sockets.get(0).close();
        awaitAnswer("127.0.0.1");
    }

    private void awaitAnswer(String from) throws IOException {
        while (isRefused(connect(from))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTrustedProxyConnectsForManyOthers() throws IOException {
        start(FEW, proxies("127.0.0.1/32"));

        for (int i = 0; i < FEW.perAddress() + 1; i++) {
            assertThat(get(connect("127.0.0.1"))).contains("here");
        }
    }

    @Test
    void whoComesWhenThereAreTooManyInAllWaitsUntilThereIsRoom() throws IOException {
        start(FEW, proxies("127.0.0.1/32"));
        for (int i = 0; i < FEW.most(); i++) {
            assertThat(get(connect("127.0.0.1"))).contains("here");
        }
        Socket waiting = connect("127.0.0.2");
        send(waiting, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        waiting.setSoTimeout(500);
        assertThat(hasAnswer(waiting)).isFalse();

        sockets.get(0).close();

        waiting.setSoTimeout(10_000);
        assertThat(answer(waiting)).contains("here");
        // And accepting goes on after that.
        sockets.get(1).close();
        sockets.get(2).close();
        assertThat(get(connect("127.0.0.2"))).contains("here");
    }

    private static boolean hasAnswer(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void connectionsThatDoNothingMakeRoomWhenAllAreTaken() throws IOException {
        start(FEW, proxies("127.0.0.1/32"));
        for (int i = 0; i < FEW.most(); i++) {
            assertThat(get(connect("127.0.0.1"))).contains("here");
        }

        assertThat(get(connect("127.0.0.2"))).contains("here");
    }

    @Test
    void bodiesThatDoNotComeHoldNoThread() throws IOException {
        start(ConnectionLimits.defaults(), proxies());
        for (int i = 0; i < 4 * THREADS; i++) {
            send(connect("127.0.0.1"), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 40\r\n\r\nhalf of a body");
            send(connect("127.0.0.1"), "POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 40000\r\n\r\nless");
            send(
                    connect("127.0.0.1"),
                    "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        Socket quick = connect("127.0.0.1");
        quick.setSoTimeout(2_000);
        assertThat(get(quick)).contains("here");
        send(sockets.get(0), "and the other half of it..");
        assertThat(answer(sockets.get(0))).contains("40 bytes");
    }

    @Test
    void aBodyIsReadAsItWasSentHoweverItComes() throws IOException {
        start(ConnectionLimits.defaults(), proxies());
        for (int size : new int[] {1, BodiesFirst.PART - 1, BodiesFirst.PART, BodiesFirst.PART + 1, 300_000}) {
            Socket whole = connect("127.0.0.1");
            send(whole, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size));
            assertThat(answer(whole)).as("whole, " + size).contains("\r\n\r\n" + size + " bytes");
            Socket chunks = connect("127.0.0.1");
            send(chunks, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int sent = 0; sent < size; sent += 5_000) {
                String chunk = "x".repeat(Math.min(5_000, size - sent));
                send(chunks, Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            }
            send(chunks, "0\r\n\r\n");
            assertThat(answer(chunks)).as("in chunks, " + size).contains("\r\n\r\n" + size + " bytes");
            assertThat(get(chunks)).contains("here");
        }
    }

    @Test
    void aHeadThatComesByteByByteIsCutOff() throws Exception {
        start(new ConnectionLimits(100, 100, Duration.ofSeconds(75), Duration.ofSeconds(3)), proxies());
        Socket slow = connect("127.0.0.1");
        Socket silent = connect("127.0.0.1");
        send(slow, "GET / HTTP/1.1\r\nHost: h\r\n");
        long began = System.nanoTime();
        slow.setSoTimeout(1_000);

        boolean open = true;
        while (open) {
            try {
                send(slow, "a");
                open = slow.getInputStream().read() >= 0;
            } catch (SocketTimeoutException e) {
                open = true;
            } catch (SocketException e) {
                open = false;
            }
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
        assertThat(silent.getInputStream().read()).isNegative();
    }
}
