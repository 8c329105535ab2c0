package io.erpconfig.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.http.ServerTuning;
import io.erpconfig.http.TrustedProxies;
import io.javalin.Javalin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines of the access log that can't be written. */
@Timeout(60)
class AccessLogTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void requestsDoNotWaitForALogThatCanNotKeepUpAndItTellsHowManyLinesItHasLost() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("lines are written together");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                stuck.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                written.write(bytes, offset, length);
            }
        };
        try (AccessLog log = new AccessLog(slow, new TrustedProxies(List.of()), Clock.systemUTC(), 4)) {
            try (Requests requests = new Requests(log)) {
                requests.send(1);
                assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
                requests.send(4 + 3);
            }
            go.countDown();
        }
        assertThat(lines())
                .hasSize(6)
                .filteredOn(line -> line.contains("request_id"))
                .hasSize(5);
        assertThat(lines()).last().asString().matches("\\{\"time\":\"[^\"]+\",\"lost_lines\":3}");
    }

    @Test
    void afterAFullDiskItGoesOnAndTellsHowManyLinesItHasLost() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("lines are written together");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (failed.getCount() > 0) {
                    written.write(bytes, offset, 10);
                    failed.countDown();
                    throw new IOException("no space left");
                }
                written.write(bytes, offset, length);
            }
        };
        try (AccessLog log = AccessLog.to(full, new TrustedProxies(List.of()), Clock.systemUTC());
                Requests requests = new Requests(log)) {
            requests.send(1);
            assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
            requests.send(1);
            for (int i = 0; i < 200 && !written.toString(StandardCharsets.UTF_8).contains("lost_lines"); i++) {
                Thread.sleep(20);
            }
            requests.send(1);
        }
        assertThat(lines().get(0)).hasSize(10);
        assertThat(lines().subList(1, lines().size()))
                .allSatisfy(line -> assertThat(line).startsWith("{\"time\":").endsWith("}"))
                .areExactly(1, containing("\"lost_lines\":1}"))
                .areExactly(2, containing("\"status\":404"));
    }

    @Test
    void whatWaitsIsWrittenBeforeTheEnd() throws Exception {
        try (AccessLog log = AccessLog.to(written, new TrustedProxies(List.of()), Clock.systemUTC());
                Requests requests = new Requests(log)) {
            requests.send(1000);
        }
        assertThat(lines()).hasSize(1000);
    }

    private static Condition<String> containing(String text) {
        return new Condition<>(line -> line.contains(text), "contains %s", text);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** A server that finds nothing, and a client. */
    private static final class Requests implements AutoCloseable {

        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final Javalin server;

        Requests(AccessLog log) {
            server = Javalin.create(config -> {
                ServerTuning.apply(config, "127.0.0.1", 0, Duration.ofSeconds(5));
                new Observation(Optional.empty(), Optional.of(log)).watch(config);
            });
            server.start();
        }

        void send(int count) throws Exception {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
            for (int i = 0; i < count; i++) {
                assertThat(client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(404);
            }
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}
