package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.http.LongRequests.Kind;
import io.erpconfig.http.LongRequests.Limit;
import io.javalin.Javalin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LongRequestsTest {

    private static final int LARGE = 8 << 20;
    private static final int MORE_THAN_A_CALLER_MAY_HAVE = 440;
    private static final byte[] LARGE_BYTES = new byte[LARGE];

    private final AtomicInteger computing = new AtomicInteger();
    private final AtomicInteger mostComputing = new AtomicInteger();
    private final List<Socket> sockets = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Javalin server = Javalin.create(config -> {
                ServerTuning.apply(config, "127.0.0.1", 0, Duration.ZERO);
                config.routes.get("/quick", context -> ErrorBoundary.handle(context, () -> Answer.empty(204)));
                config.routes.get(
                        "/large",
                        context -> ErrorBoundary.handle(
                                context,
                                () -> Answer.of(
                                        "text/plain",
                                        new Body.Content(LARGE, () -> new ByteArrayInputStream(LARGE_BYTES)))));
                config.routes.get(
                        "/made",
                        context -> ErrorBoundary.handle(
                                context,
                                () -> Answer.of(
                                        "text/plain", new Body.Written(OptionalLong.empty(), this::makeSlowly))));
            })
            .start();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.stop();
    }

    private void makeSlowly(OutputStream out) throws IOException {
        for (int i = 0; i < 20; i++) {
            mostComputing.accumulateAndGet(computing.incrementAndGet(), Math::max);
            long until = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            computing.decrementAndGet();
            out.write(new byte[8_000]);
        }
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    @Test
    void oneCallerHasFewerThanThereMayBeInAll() {
        LongRequests all = new LongRequests(Map.of(Kind.MADE, new Limit(3, 2), Kind.COPIED, new Limit(1, 1)), 10);
        LongRequests.Turn first = all.begin(Kind.MADE, "a");
        all.begin(Kind.MADE, "a");

        assertThatThrownBy(() -> all.begin(Kind.MADE, "a")).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.answer().status()).isEqualTo(429);
            assertThat(refused.answer().headers())
                    .anyMatch(header -> header.name().equals("Retry-After"));
        });
        all.begin(Kind.MADE, "b");
        assertThatThrownBy(() -> all.begin(Kind.MADE, "c")).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.answer().status()).isEqualTo(503);
            assertThat(refused.answer().headers())
                    .anyMatch(header -> header.name().equals("Retry-After"));
        });
        all.begin(Kind.COPIED, "c");
        first.end();
        all.begin(Kind.MADE, "a");
    }

    @Test
    void clientsThatDoNotReadHoldUpNobody() throws Exception {
        for (int i = 0; i < MORE_THAN_A_CALLER_MAY_HAVE; i++) {
            Socket socket = new Socket("127.0.0.1", server.port());
            sockets.add(socket);
            socket.getOutputStream()
                    .write("GET /large HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        // As long as it takes until no more of them are let in.
        HttpResponse<String> large = client.send(get("/large"), HttpResponse.BodyHandlers.ofString());
        while (large.statusCode() == 200) {
            large = client.send(get("/large"), HttpResponse.BodyHandlers.ofString());
        }

        assertThat(large.statusCode()).isEqualTo(429);
        assertThat(large.headers().firstValue("Retry-After")).contains("2");
        long began = System.nanoTime();
        assertThat(client.send(get("/quick"), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(204);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aProcessorIsLeftForOthersWhateverIsMade() {
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            answers.add(client.sendAsync(get("/made"), HttpResponse.BodyHandlers.ofByteArray()));
        }

        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(answer.join().body()).hasSize(160_000);
        }
        assertThat(mostComputing.get())
                .isBetween(1, Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    @Test
    void whatHasEndedMakesRoom() throws Exception {
        for (int i = 0; i < 60; i++) {
            assertThat(client.send(get(i % 2 == 0 ? "/large" : "/made"), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
