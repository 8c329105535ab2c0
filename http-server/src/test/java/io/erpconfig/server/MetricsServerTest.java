package io.erpconfig.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.server.observe.Metrics;
import io.erpconfig.server.observe.Readiness;
import io.erpconfig.server.observe.StoreProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsServerTest {

    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicLong now = new AtomicLong();
    private final Readiness readiness = new Readiness(new StoreProbe(
            () -> {
                if (broken.get()) {
                    throw new IllegalStateException("no disk");
                }
            },
            Runnable::run,
            () -> now.addAndGet(2_000_000_000)));
    private final Metrics metrics = new Metrics();
    private final MetricsServer server = MetricsServer.start(metrics, readiness, "127.0.0.1", 0);

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
    }

    @Test
    void itIsReadyOnceItServesUntilItIsToStop() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        readiness.serving();
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        readiness.stopping();
        HttpResponse<String> stopping = get("/readyz");

        assertThat(stopping.statusCode()).isEqualTo(503);
        assertThat(stopping.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(stopping.headers().firstValue("Retry-After")).isPresent();
        assertThat(stopping.body()).isEqualTo("{\"message\":\"the server is stopping\",\"code\":\"UNAVAILABLE\"}");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void itIsNotReadyWhileTheStoreCanNotBeReached() throws Exception {
        readiness.serving();
        broken.set(true);
        assertThat(get("/readyz").body()).contains("\"code\":\"STORAGE_UNAVAILABLE\"");
        broken.set(false);
        assertThat(get("/readyz").body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void metricsAreInTheFormatOfPrometheus() throws Exception {
        HttpResponse<String> page = get("/metrics");

        assertThat(page.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.body()).contains("# TYPE jvm_memory_used_bytes gauge", "# TYPE erp_config_saves_total counter");
    }

    @Test
    void everythingElseIsAnErrorInJson() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/x").body()).contains("\"code\":\"NOT_FOUND\"");
        assertThat(send("POST", "/metrics").body()).contains("\"code\":\"METHOD_NOT_ALLOWED\"");
        assertThat(send("HEAD", "/metrics").body()).isEmpty();
        assertThat(raw("nonsense\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("{\"message\"")
                .doesNotContain("Jetty");
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 414");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatExceptionOfType(CannotListenException.class)
                    .isThrownBy(() -> MetricsServer.start(metrics, readiness, "127.0.0.1", taken.getLocalPort()))
                    .withMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
