package io.erpconfig.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.Accounts;
import io.erpconfig.account.LocalSignIn;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.ServerTuning;
import io.erpconfig.http.SessionLookup;
import io.erpconfig.http.TrustedProxies;
import io.erpconfig.testkit.TestStores;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on a free port of this machine with a store in memory and a clock to move. The cookie {@code user=alice}
 * stands for alice's session.
 */
final class AdminServer implements AutoCloseable {

    static final String A = "/site-builder/api";
    static final String SHOP = "b2b-cnc.erp-config";
    static final OwnerId ALICE = new OwnerId("alice");
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    /** Smaller than usual, so that too much is soon sent. */
    static final int MAX_FILE = 2 << 20;

    final MovingClock clock = new MovingClock();
    final ConfigStore store = TestStores.open(clock);
    final ConfigReader reader = new ConfigReader(store);
    final List<String> routes;

    private static final JsonMapper JSON = new JsonMapper();

    private final Javalin javalin;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    private AdminServer() {
        SessionLookup lookup = cookies -> cookies.values("user").stream()
                .findFirst()
                .map(name -> new SignedIn(new OwnerId(name), name, Optional.empty(), Optional.empty()));
        Sessions sessions = new Sessions(
                store.sessions(),
                clock,
                new SecureRandom(),
                Runnable::run,
                new Sessions.Limits(Duration.ofHours(8), Duration.ofDays(7)));
        Accounts accounts = new Accounts(store, clock, new SecureRandom(), user -> {});
        LocalAccess local = new LocalAccess(
                new LocalSignIn(accounts, sessions, clock), sessions, new LocalSessions(sessions, store.accounts()));
        AdminServices services = new AdminServices(
                reader,
                new ConfigEditor(store, clock, MAX_FILE),
                new ProjectEditor(store, clock, new SecureRandom()),
                new Tokens(store.tokens(), clock, new SecureRandom()),
                store.audit(),
                lookup,
                Optional.of(local));
        AdminApi api = new AdminApi(services, BaseUrl.ofRequest(List.of()), new TrustedProxies(List.of()), clock);
        routes = api.routes();
        javalin = Javalin.create(config -> {
            ServerTuning.apply(config, "127.0.0.1", 0, Duration.ZERO);
            api.mount(config);
        });
        javalin.start();
    }

    static AdminServer start() {
        return new AdminServer();
    }

    /** Starts a server with alice's project {@link #SHOP}. */
    static AdminServer startWithProject() {
        AdminServer server = new AdminServer();
        assertThat(server.post("projects", "{\"name\": \"b2b-cnc\"}").statusCode())
                .isEqualTo(201);
        return server;
    }

    int port() {
        return javalin.port();
    }

    /** A path below {@link #SHOP}, from the API's prefix on. */
    static String shop(String rest) {
        return "projects/" + SHOP + "/" + rest;
    }

    /** A path below the shop's master. */
    static String master(String rest) {
        return shop("branches/master/" + rest);
    }

    /** Alice's {@code GET}; paths are from the API's prefix on, headers names and values in turn. */
    HttpResponse<byte[]> get(String path, String... headers) {
        return send("alice", "GET", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<byte[]> head(String path, String... headers) {
        return send("alice", "HEAD", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<byte[]> put(String path, String body, String... headers) {
        return send("alice", "PUT", path, BodyPublishers.ofString(body), headers);
    }

    HttpResponse<byte[]> put(String path, byte[] body, String... headers) {
        return send("alice", "PUT", path, BodyPublishers.ofByteArray(body), headers);
    }

    HttpResponse<byte[]> post(String path, String body, String... headers) {
        return send("alice", "POST", path, BodyPublishers.ofString(body), headers);
    }

    HttpResponse<byte[]> delete(String path, String... headers) {
        return send("alice", "DELETE", path, BodyPublishers.noBody(), headers);
    }

    /** Saves a file of master. */
    JsonNode save(String path, String content) {
        HttpResponse<byte[]> answer = put(master("files/" + path), content);
        assertThat(answer.statusCode()).as(text(answer)).isBetween(200, 201);
        return json(answer);
    }

    /** The content of a file of master, as alice reads it. */
    String read(String path) {
        HttpResponse<byte[]> answer = get(master("files/" + path));
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return text(answer);
    }

    /** The live snapshot of master. */
    String live() {
        return json(get(shop("branches/master"))).get("snapshot").asString();
    }

    HttpResponse<byte[]> send(String user, String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + A + "/" + path))
                .method(method, body)
                .timeout(Duration.ofSeconds(20));
        if (!user.isEmpty()) {
            request.header("Cookie", "user=" + user);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's answer to these bytes, up to the end of the connection. */
    String raw(byte[]... request) {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            for (byte[] part : request) {
                out.write(part);
            }
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request's head, with alice's cookie. */
    static byte[] headOf(String method, String path, String... headers) {
        StringBuilder head =
                new StringBuilder(method + ' ' + A + '/' + path + " HTTP/1.1\r\nHost: x\r\nCookie: user=alice\r\n");
        Stream.of(headers).forEach(header -> head.append(header).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Alice's trail, the newest first. */
    List<AuditEntry> audit() {
        return store.audit().read(ALICE, Instant.EPOCH, 0, 1000);
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        assertThat(header(response, "content-type")).as(text(response)).isEqualTo("application/json");
        return JSON.readTree(response.body());
    }

    /** Checks that it is an error as promised (contract, section 4). */
    static void assertError(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        JsonNode body = json(response);
        assertThat(body.get("code").asString()).as(text(response)).isEqualTo(code);
        assertThat(body.get("message").asString()).isNotEmpty();
        assertThat(body.size()).isEqualTo(2);
        assertThat(header(response, "x-request-id")).matches("[A-Za-z0-9._-]{1,64}");
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("(none)");
    }

    @Override
    public void close() {
        javalin.stop();
        store.close();
    }

    /** Stands still until it is moved. */
    static final class MovingClock extends Clock {
        private volatile Instant now = START;

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
