package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What requests and connections hold up when a server stops, over real sockets. */
@Timeout(60)
class ServerStopTest {

    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /** A server whose answer is wholly sent before its request ends. */
    private Javalin start(Duration drain) {
        return Javalin.create(config -> {
                    ServerTuning.apply(config, "127.0.0.1", 0, drain);
                    config.routes.get("/", context -> {
                        context.header("Content-Length", "4");
                        OutputStream body = context.outputStream();
                        body.write("here".getBytes(StandardCharsets.US_ASCII));
                        body.flush();
                        answered.countDown();
                        release.await();
                    });
                })
                .start();
    }

    private static Socket ask(Javalin server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Waits until the server has told its connections that their time is short. */
    private static void awaitHurry(Javalin server) {
        ServerConnector connector =
                (ServerConnector) server.jettyServer().server().getConnectors()[0];
        while (connector.getConnectedEndPoints().stream()
                .anyMatch(endPoint -> endPoint.getIdleTimeout() > connector.getShutdownIdleTimeout())) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aConnectionThatIsKeptAfterARequestUnderWayIsNotWaitedFor() throws Exception {
        Duration drain = Duration.ofSeconds(30);
        Javalin server = start(drain);
        try (Socket client = ask(server)) {
            answered.await();
            long begun = System.nanoTime();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> ServerTuning.stop(server));
            awaitHurry(server);
            release.countDown();

            stopped.join();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(drain);
            assertThat(client.getInputStream().readAllBytes()).endsWith("here".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aRequestThatTakesLongerThanItMayIsCutOffWithoutAnError() throws Exception {
        Javalin server = start(Duration.ofMillis(100));
        try (Socket client = ask(server)) {
            assertThat(client.getInputStream().read()).isEqualTo('H');

            ServerTuning.stop(server);

            assertThat(server.jettyServer().server().isRunning()).isFalse();
        } finally {
            release.countDown();
        }
    }
}
