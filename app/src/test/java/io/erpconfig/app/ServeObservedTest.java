package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running server seen from outside: metrics, readiness, logs, and periodic jobs. */
@Timeout(120)
class ServeObservedTest {

    private static final Pattern METRICS = Pattern.compile("metrics on (http://127\\.0\\.0\\.1:[0-9]+)/metrics");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void metricsAndReadinessAreOnAnAddressOfTheirOwn() throws Exception {
        try (ProgramProcess server = serve(Map.of("ERP_CONFIG_METRICS_PORT", "0"))) {
            String url = url(server);
            String pages = metricsUrl(server);

            assertThat(get(pages + "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(pages + "/livez").statusCode()).isEqualTo(200);
            assertThat(get(pages + "/metrics").body()).contains("erp_config_store_reachable 1.0");
            assertThat(get(url + "/metrics").statusCode()).isEqualTo(404);
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void unlessItIsAskedForThereIsNothing() throws Exception {
        try (ProgramProcess server = serve(Map.of())) {
            url(server);
            assertThat(server.errors()).doesNotContain("metrics");
        }
    }

    @Test
    void whileRequestsUnderWayEndItIsNotReadyAndLives() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        byte[] large = new byte[12 << 20];
        new Random(1).nextBytes(large);
        Files.write(source.resolve("large"), large);
        Program.onStore(data())
                .run("import", source, "--owner", "acme", "--project", "p.erp-config")
                .line();
        String token = Program.onStore(data())
                .run("token", "issue", "--owner", "acme", "--name", "t")
                .line();
        try (ProgramProcess server = serve(Map.of(), "--metrics-port", "0")) {
            URI url = URI.create(url(server));
            String pages = metricsUrl(server);
            try (Socket slow = new Socket()) {
                slow.setReceiveBufferSize(4096);
                slow.connect(new java.net.InetSocketAddress(url.getHost(), url.getPort()));
                slow.getOutputStream()
                        .write(("GET /api/v4/projects/p.erp-config/repository/files/large/raw HTTP/1.1\r\nHost: h\r\n"
                                        + "Connection: close\r\nPRIVATE-TOKEN: " + token + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                slow.getInputStream().readNBytes(1000);
                server.terminate();

                awaitStatus(pages + "/readyz", 503);
                assertThat(get(pages + "/readyz").body()).contains("\"code\":\"UNAVAILABLE\"");
                assertThat(get(pages + "/livez").statusCode()).isEqualTo(200);
                assertThat(slow.getInputStream().readAllBytes().length).isGreaterThan(large.length - 1000);
            }
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void theAccessLogIsAFileThatMayBeRenamed() throws Exception {
        Path log = folder.resolve("access.log");
        try (ProgramProcess server = serve(Map.of(), "--access-log", log)) {
            String url = url(server);
            get(url + "/first");
            await(log, "/first");
            Files.move(log, folder.resolve("access.log.1"));
            get(url + "/second");
            await(log, "/second");
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
        assertThat(Files.readString(folder.resolve("access.log.1")))
                .contains("/first")
                .doesNotContain("/second");
    }

    @Test
    void theAccessLogMayBeStandardOutput() throws Exception {
        try (ProgramProcess server = serve(Map.of("ERP_CONFIG_ACCESS_LOG", "-"))) {
            get(url(server) + "/first");
            assertThat(server.linesTo("{")).last().asString().contains("\"path\":\"/first\"");
        }
    }

    @Test
    void noLogHasASecretInIt() throws Exception {
        Path log = folder.resolve("access.log");
        try (ProgramProcess server = serve(Map.of(), "--demo", "--access-log", log)) {
            List<String> lines = server.linesTo("listening on ");
            String token = lines.get(0).substring("token: ".length());
            URI url = URI.create(lines.get(lines.size() - 1).substring("listening on ".length()));
            String h = "Host: h\r\n";
            int sent = 0;
            for (String request : List.of(
                    "GET /api/v4/projects?private_token=" + token + " HTTP/1.1\r\n" + h,
                    "GET /" + token + "?" + token + " HTTP/1.1\r\n" + h,
                    "GET /a;" + token + " HTTP/1.1\r\nX-Request-Id: " + token + "\r\n" + h,
                    "POST /user/login?" + token + " HTTP/1.1\r\nCookie: session=" + token + "\r\nContent-Length: 3\r\n"
                            + h,
                    "GET /%00" + token + "%zz?" + token + " HTTP/1.1\r\n" + h,
                    token + " / HTTP/1.1\r\n" + h,
                    "GET / HTTP/1.1\r\nHost: " + token + "\r\nHost: " + token + "\r\n",
                    "GET / HTTP/1.1\r\nUser-Agent: " + token + "\r\nTransfer-Encoding: " + token + "\r\n" + h,
                    "GET /?" + (token + "&").repeat(400) + " HTTP/1.1\r\n" + h,
                    "GET / HTTP/1.1\r\nPRIVATE-TOKEN " + token + "\r\n" + h,
                    "GET / HTTP/9.9" + token + "\r\n" + h)) {
                send(url, request + "Connection: close\r\n\r\n");
                sent++;
            }
            for (int i = 0; i < 200 && Files.readString(log).lines().count() < sent; i++) {
                Thread.sleep(20);
            }
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(Files.readString(log).lines()).hasSizeGreaterThanOrEqualTo(sent);
            assertThat(Files.readString(log)).doesNotContain(token.substring(0, 40), token.substring(24), "session");
            assertThat(server.errors()).doesNotContain(token.substring(0, 40), token.substring(24), "session");
        }
    }

    @Test
    void nothingThatIsLeftOverStays() throws Exception {
        try (ProgramProcess server = serve(Map.of(), "--gc-interval", "1s")) {
            url(server);
            for (int i = 0; i < 500 && !server.errors().contains("gc: freed"); i++) {
                Thread.sleep(20);
            }
            assertThat(server.errors()).contains("gc: freed 0 objects (0 B)");
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void whatCanNotBeHadIsNamedBeforeAnythingIsServed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Program.Run run = Program.onStore(data()).run("serve", "--port", 0, "--metrics-port", taken.getLocalPort());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.error()).contains("127.0.0.1:" + taken.getLocalPort(), "--metrics-port");
        }
        Program.Run run = Program.onStore(data()).run("serve", "--port", 0, "--access-log", folder.resolve("none/log"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains(folder.resolve("none/log").toString(), "--access-log");
        assertThat(data()).doesNotExist();
    }

    @Test
    void onePortIsNotTakenTwice() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            free = socket.getLocalPort();
        }
        Program.Run run = Program.onStore(data()).run("serve", "--port", free, "--metrics-port", free);

        assertThat(run.error()).contains("127.0.0.1:" + free, "--metrics-port");
        assertThat(data()).doesNotExist();
    }

    private static void send(URI url, String request) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    private void awaitStatus(String url, int status) throws Exception {
        for (int i = 0; i < 200 && get(url).statusCode() != status; i++) {
            Thread.sleep(20);
        }
        assertThat(get(url).statusCode()).isEqualTo(status);
    }

    private static void await(Path file, String text) throws Exception {
        for (int i = 0;
                i < 200 && !(Files.exists(file) && Files.readString(file).contains(text));
                i++) {
            Thread.sleep(20);
        }
        assertThat(file).content().contains(text);
    }

    private HttpResponse<String> get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Path data() {
        return folder.resolve("data");
    }

    private ProgramProcess serve(Map<String, String> environment, Object... more) throws IOException {
        Object[] args = new Object[5 + more.length];
        System.arraycopy(new Object[] {"serve", "--port", "0", "--data-dir", data()}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        return ProgramProcess.start(folder, environment, args);
    }

    private static String url(ProgramProcess server) throws IOException {
        List<String> lines = server.linesTo("listening on ");
        return lines.get(lines.size() - 1).substring("listening on ".length());
    }

    private static String metricsUrl(ProgramProcess server) throws IOException {
        Matcher line = METRICS.matcher(server.errors());
        assertThat(line.find()).as(server.errors()).isTrue();
        return line.group(1);
    }
}
