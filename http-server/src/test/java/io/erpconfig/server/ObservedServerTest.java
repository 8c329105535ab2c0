package io.erpconfig.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.Accounts;
import io.erpconfig.account.Password;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.Cidr;
import io.erpconfig.http.Release;
import io.erpconfig.http.Requester;
import io.erpconfig.http.ServerTuning;
import io.erpconfig.http.TrustedProxies;
import io.erpconfig.server.demo.Demo;
import io.erpconfig.server.observe.AccessLog;
import io.erpconfig.server.observe.Metrics;
import io.erpconfig.server.observe.Observation;
import io.javalin.Javalin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The observation of requests, over real sockets. */
@Timeout(60)
class ObservedServerTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final OwnerId OWNER = new OwnerId("demo");
    private static final String API = "/api/v4/projects/" + Demo.REPO + "/repository/";

    private final ConfigStore store = InMemoryStore.create();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AccessLog log = AccessLog.to(
            written, new TrustedProxies(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("10.0.0.0/8"))), NOON);
    private final Metrics metrics = new Metrics();
    private final Observation observation = new Observation(Optional.of(metrics), Optional.of(log));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String token = token();
    private final Accounts accounts = new Accounts(store, Clock.systemUTC(), new SecureRandom(), name -> {});
    private ConfigServer server;

    private String token() {
        ProjectKey example = Demo.fill(
                store,
                new ProjectEditor(store, Clock.systemUTC(), new SecureRandom()),
                new ConfigEditor(store, Clock.systemUTC(), ConfigEditor.DEFAULT_MAX_FILE_SIZE),
                OWNER);
        return Demo.issueToken(
                new Tokens(store.tokens(), Clock.systemUTC(), new SecureRandom()), Clock.systemUTC(), example);
    }

    @BeforeEach
    void start() {
        server = ConfigServer.start(
                new Backend(store, false, name -> {}, Clock.systemUTC(), new SecureRandom(), Runnable::run),
                ServerSettings.onThisMachine(),
                observation,
                Release.NONE);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        metrics.close();
        log.close();
    }

    @Test
    void everyRequestIsOneLineWithTheIdThatItsAnswerHas() throws Exception {
        List<String> ids = new ArrayList<>();
        for (String path :
                List.of(API + "branches", API + "branches", API + "files/none/raw", "/nowhere", API + "x?y=z")) {
            ids.add(get(path, "PRIVATE-TOKEN", token)
                    .headers()
                    .firstValue("X-Request-Id")
                    .orElseThrow());
        }
        List<JsonNode> lines = lines(5);

        assertThat(lines).extracting(line -> line.get("request_id").asString()).containsExactlyElementsOf(ids);
        assertThat(lines).extracting(line -> line.get("status").asInt()).containsExactly(200, 200, 404, 404, 404);
        assertThat(lines)
                .extracting(line -> line.get("path").asString())
                .endsWith(API + "files/none/raw", "/nowhere", API + "x");
        JsonNode first = lines.get(0);
        assertThat(first.get("time").asString()).isEqualTo("2026-03-01T12:00:00.000Z");
        assertThat(first.get("method").asString()).isEqualTo("GET");
        assertThat(first.get("remote").asString()).isEqualTo("127.0.0.1");
        assertThat(first.get("bytes").asLong())
                .isEqualTo(lines.get(1).get("bytes").asLong())
                .isPositive();
        assertThat(first.get("ms").asDouble()).isPositive().isLessThan(60_000);
        assertThat(first.get("user_agent").asString()).startsWith("Java");
        assertThat(first.has("aborted")).isFalse();
    }

    @Test
    void whatCanNotEvenBeParsedIsALineTooWithTheIdThatItsAnswerHas() throws Exception {
        String answer = raw("GET /%00" + token + " HTTP/1.1\r\nHost: h\r\n\r\n");
        String garbage = raw("G<>T / HTTP/1.1\r\nHost: h\r\n\r\n");
        List<JsonNode> lines = lines(2);
        assertThat(lines).extracting(line -> line.get("status").asInt()).containsExactly(400, 400);
        assertThat(lines)
                .extracting(line -> line.get("request_id").asString())
                .containsExactlyInAnyOrder(requestId(answer), requestId(garbage));
    }

    @Test
    void noSecretIsInItWhereverAClientPutsOne() throws Exception {
        get("/" + token, "X-Request-Id", token);
        get(API + "branches?private_token=" + token, "User-Agent", token);
        get(API + "branches", "Cookie", "session=" + token);
        get(API + "branches", "Authorization", "Bearer " + token);
        get("/%" + token.charAt(0) + token.charAt(1) + "/" + token.replace("1", "%31"), "X-Forwarded-For", token);
        raw(token + " /" + token + ";" + token + " HTTP/1.1\r\nHost: " + token + "\r\n\r\n");
        raw("GET http://" + token + "/?" + token + " HTTP/1.1\r\nHost: h\r\n\r\n");
        raw("GET /" + "x".repeat(4090 - 32) + token + "x".repeat(100) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        lines(8);

        assertThat(written.toString(StandardCharsets.UTF_8))
                .doesNotContain(token, token.substring(0, 32), token.substring(32), "session", "private_token", "?");
    }

    @Test
    void theAddressIsTheClientsBehindTrustedProxies() throws Exception {
        for (String forwarded :
                List.of("192.0.2.7", "6.6.6.6, 192.0.2.8, 10.1.1.1", "nonsense", "2001:db8::1", "\"<x>\"")) {
            get("/nowhere", "X-Forwarded-For", forwarded);
        }
        assertThat(lines(5))
                .extracting(line -> line.get("remote").asString())
                .containsExactly("192.0.2.7", "192.0.2.8", "127.0.0.1", "2001:db8::1", "127.0.0.1");
    }

    @Test
    void whoSentARequestIsSaidOnceSomeoneHasFoundOut() throws Exception {
        Javalin other = Javalin.create(config -> {
            ServerTuning.apply(config, "127.0.0.1", 0, Duration.ZERO);
            new Observation(Optional.empty(), Optional.of(log)).watch(config);
            config.routes.get("/", context -> context.req().setAttribute(Requester.ATTRIBUTE, "user ana"));
        });
        other.start();
        try {
            client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(lines(1).get(0).get("who").asString()).isEqualTo("user ana");
        } finally {
            other.stop();
        }
    }

    @Test
    void aTokenIsNamedByItsIdAndAUserByName() throws Exception {
        accounts.add(OWNER, new Password("correct horse battery"), Optional.empty());
        AdminClient operator = AdminClient.signIn(server.url(), "demo", "correct horse battery");
        operator.json("projects");
        operator.get("projects/none.erp-config");
        // The second time it is answered from memory.
        for (int i = 0; i < 2; i++) {
            get(API + "branches", "PRIVATE-TOKEN", token);
        }
        String unknown = (token.startsWith("0") ? "1" : "0") + token.substring(1);
        get(API + "branches", "PRIVATE-TOKEN", unknown);
        String id = store.tokens().list(OWNER).get(0).id().toString();

        assertThat(lines(6))
                .extracting(line -> line.path("who").asString(""))
                .containsExactly("", "user demo", "user demo", "token " + id, "token " + id, "");
    }

    @Test
    void requestsAreCountedByApiMethodAndStatus() throws Exception {
        HttpRequest save = HttpRequest.newBuilder(
                        URI.create(server.url() + "/site-builder/api/projects/p/branches/master/files/a"))
                .PUT(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        int saved = client.send(save, HttpResponse.BodyHandlers.discarding()).statusCode();
        String tag = get(API + "branches", "PRIVATE-TOKEN", token)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        HttpRequest poll = HttpRequest.newBuilder(URI.create(server.url() + API + "branches"))
                .headers("PRIVATE-TOKEN", token, "If-None-Match", tag)
                .build();
        for (int i = 0; i < 3; i++) {
            assertThat(client.send(poll, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(304);
        }
        get("/user/loginx", "A", "b");
        // Weak references, which the library likes, must not make values vanish.
        System.gc();
        lines(6);

        assertThat(samples())
                .contains(
                        "http_server_requests_seconds_count{api=\"read\",method=\"read\",status=\"3xx\"} 3",
                        "http_server_requests_seconds_count{api=\"read\",method=\"read\",status=\"2xx\"} 1",
                        "http_server_requests_seconds_count{api=\"admin\",method=\"write\",status=\"4xx\"} 1",
                        "http_server_requests_seconds_bucket{api=\"read\",method=\"read\",status=\"3xx\",le=\"30.0\"} 3",
                        "http_server_polls_unchanged_total 3.0",
                        "http_server_requests_in_flight 0.0",
                        "erp_config_saves_total{result=\"refused\"} 1.0",
                        "erp_config_saves_total{result=\"acknowledged\"} 0.0",
                        "erp_config_access_log_lost_lines_total 0.0")
                .anyMatch(line -> line.startsWith("http_server_connections_open ") && !line.endsWith(" 0.0"))
                .anyMatch(line -> line.startsWith("http_server_answers_made_total ") && !line.endsWith(" 0.0"))
                .anyMatch(line -> line.startsWith("http_server_response_body_bytes_total ") && !line.endsWith(" 0.0"))
                .anyMatch(line -> line.startsWith("cache_gets_total{cache=\"blobs\",result=\"miss\"}"))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"))
                .anyMatch(line -> line.startsWith("process_start_time_seconds"));
        assertThat(saved).isBetween(400, 499);
    }

    @Test
    void whatWaitedIsNotAmongTheLatenciesOfReading() throws Exception {
        String tag = get(API + "branches", "PRIVATE-TOKEN", token)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        HttpRequest waiting = HttpRequest.newBuilder(URI.create(server.url() + API + "branches"))
                .headers("PRIVATE-TOKEN", token, "If-None-Match", tag, "Prefer", "wait=1")
                .build();
        assertThat(client.send(waiting, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(304);
        lines(2);

        assertThat(samples())
                .contains(
                        "http_server_requests_seconds_count{api=\"read\",method=\"wait\",status=\"3xx\"} 1",
                        "http_server_requests_seconds_count{api=\"read\",method=\"read\",status=\"2xx\"} 1",
                        "erp_config_watchers 0.0")
                .noneMatch(line -> line.contains("method=\"read\",status=\"3xx\""));
    }

    @Test
    void answersFromMemoryAreNotAmongThoseThatWereMade() throws Exception {
        for (int i = 0; i < 10; i++) {
            get(API + "branches", "PRIVATE-TOKEN", token);
        }
        lines(10);

        assertThat(samples()).contains("http_server_answers_made_total 1.0");
    }

    private List<String> samples() throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        metrics.writeTo(page);
        return page.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private HttpResponse<byte[]> get(String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header(header, value)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String requestId(String answer) {
        return answer.lines()
                .filter(line -> line.startsWith("X-Request-Id: "))
                .map(line -> line.substring("X-Request-Id: ".length()))
                .findFirst()
                .orElseThrow();
    }

    private String raw(String request) throws IOException {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(request.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** The lines, once there are enough of them. */
    private List<JsonNode> lines(int count) throws InterruptedException {
        for (int i = 0;
                i < 200 && written.toString(StandardCharsets.UTF_8).lines().count() < count;
                i++) {
            Thread.sleep(20);
        }
        List<JsonNode> lines = written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> JSON.readTree(line))
                .toList();
        assertThat(lines).hasSize(count);
        return lines;
    }
}
