package io.erpconfig.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.catalog.ProjectCatalog.Creation;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.NewToken;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.core.watch.Watches;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Release;
import io.erpconfig.http.ServerTuning;
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
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on a free port of this machine with a store of its own, a clock to move, and what tests do with them. */
final class TestServer implements AutoCloseable {

    static final String P = "/site-builder/api/erp-config";
    static final OwnerId ALICE = new OwnerId("alice");
    static final OwnerId BOB = new OwnerId("bob");
    static final RepoId SHOP = new RepoId("b2b-cnc.erp-config");
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** How many clients may wait for a change at a time. */
    static final int MAX_WATCHERS = 250;

    /** Silence after which a stream of events says that it lives. */
    static final Duration ALIVE = Duration.ofMillis(200);

    static final Release RELEASE = new Release("1.2.3", "0123456789ab");

    final MovingClock clock = new MovingClock();
    final StorageFaults faults = new StorageFaults();
    final Watches watches = new Watches();
    private final ConfigStore shared = TestStores.open(clock);
    final ConfigStore store = shared.with(faults::on).with(ports -> ports.withCommits(watches.over(ports.commits())));
    final ConfigReader reader = new ConfigReader(store);
    final ConfigEditor editor = new ConfigEditor(store, clock, 64L << 20);
    /** That of another node, of whose changes this one is not told. */
    final ConfigEditor elsewhere = new ConfigEditor(shared, clock, 64L << 20);

    final ProjectEditor projects = new ProjectEditor(store, clock, new SecureRandom());
    final Tokens tokens = new Tokens(store.tokens(), clock, new SecureRandom());
    final String token = issue(ALICE).value().reveal();
    final List<String> routes;

    private static final JsonMapper JSON = new JsonMapper();

    private final Javalin javalin;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(BaseUrl baseUrl, boolean hotLane) {
        this(baseUrl, hotLane, Optional.empty());
    }

    private TestServer(BaseUrl baseUrl, boolean hotLane, Optional<String> console) {
        this(baseUrl, hotLane, console, Duration.ofSeconds(30), Duration.ZERO);
    }

    private TestServer(BaseUrl baseUrl, boolean hotLane, Optional<String> console, Duration silence, Duration drain) {
        TokenGate gate = new TokenGate(store.tokens(), clock, Runnable::run);
        ReadApi api = console.map(
                        path -> new ReadApi(reader, gate, baseUrl, clock, store::checkReachable, path, RELEASE))
                .orElseGet(() -> new ReadApi(reader, gate, baseUrl, clock, store::checkReachable));
        routes = api.routes();
        javalin = Javalin.create(config -> {
            ServerTuning.apply(config, "127.0.0.1", 0, drain);
            config.jetty.modifyHttpConfiguration(http -> http.setIdleTimeout(silence.toMillis()));
            if (hotLane) {
                api.mount(
                        config,
                        ReadApi.DEFAULT_CACHE_BYTES,
                        BlockingPolicy.ALWAYS_IN_MEMORY,
                        new Waiting(watches, MAX_WATCHERS, ALIVE));
            } else {
                api.mount(config);
            }
        });
        javalin.start();
    }

    static TestServer start() {
        return new TestServer(BaseUrl.ofRequest(List.of()), true);
    }

    /**
     * Starts a server.
     *
     * @param silence that a request may take without a byte
     * @param drain   that requests may take when it stops
     */
    static TestServer start(Duration silence, Duration drain) {
        return new TestServer(BaseUrl.ofRequest(List.of()), true, Optional.empty(), silence, drain);
    }

    static TestServer start(BaseUrl baseUrl) {
        return new TestServer(baseUrl, true);
    }

    /** Starts a server that knows a console's pages below a path, though nothing is there. */
    static TestServer startBesideConsole(BaseUrl baseUrl, String console) {
        return new TestServer(baseUrl, true, Optional.of(console));
    }

    static TestServer startWithoutHotLane() {
        return new TestServer(BaseUrl.ofRequest(List.of()), false);
    }

    // ---- what is stored

    Project project() {
        return project(ALICE, SHOP);
    }

    Project project(OwnerId owner, RepoId repo) {
        return projects.createProject(new ProjectKey(owner, repo), Author.of(owner));
    }

    /** A project as an earlier version has made it, with nothing in it. */
    Project earlierProject(OwnerId owner, RepoId repo) {
        Project now = project(owner, repo);
        Snapshot first = live(now, "master");
        projects.deleteProject(now.key());
        Branch master = new Branch(BranchName.MASTER, BranchId.random(new SecureRandom()), START);
        Project earlier = Project.madeEarlier(now.key(), 0, START, master);
        store.commits().append(new BranchKey(earlier.key(), master.id()), first);
        assertThat(store.projects().create(earlier)).isEqualTo(Creation.DONE);
        return earlier;
    }

    Snapshot save(Project project, String path, String content) {
        return save(project, "master", path, content.getBytes(StandardCharsets.UTF_8));
    }

    Snapshot save(Project project, String branch, String path, byte[] content) {
        return edit(project, branch, "Save " + path, new Change.Put(new ConfigPath(path), ContentSource.of(content)));
    }

    Snapshot edit(Project project, String branch, String message, Change... changes) {
        Author author = Author.of(project.key().owner());
        editor.edit(project, new BranchName(branch), Edit.of(author, message, Cause.COMMIT, changes));
        return live(project, branch);
    }

    Snapshot live(Project project, String branch) {
        return reader.resolve(project, Ref.parse(branch)).snapshot();
    }

    void branch(Project project, String name, String from) {
        projects.copyBranch(
                project,
                new BranchName(name),
                reader.resolve(project, Ref.parse(from)),
                Author.of(project.key().owner()));
    }

    Tokens.Issued issue(OwnerId owner, RepoId... repos) {
        return tokens.issue(owner, "test", Stream.of(repos).collect(Collectors.toSet()), Optional.empty(), false);
    }

    Tokens.Issued issue(OwnerId owner, TokenScope scope) {
        return tokens.issue(owner, new NewToken("scoped", "", Set.of(scope), Set.of(), Optional.empty(), false));
    }

    Tokens.Issued issueBound(OwnerId owner) {
        return tokens.issue(owner, "bound", Set.of(), Optional.empty(), true);
    }

    void revoke(TokenId id) {
        tokens.revoke(ALICE, id);
    }

    // ---- what is asked

    String origin() {
        return "http://127.0.0.1:" + javalin.port();
    }

    int port() {
        return javalin.port();
    }

    /** Number of requests that wait for another answer. */
    int watchers() {
        return javalin.jettyServer()
                .server()
                .getDescendant(AnswerCacheHandler.class)
                .watchers();
    }

    /** A path below the project's repository, in the shortest prefix. */
    static String repository(String rest) {
        return P + "/projects/" + SHOP + "/repository/" + rest;
    }

    /**
     * {@code GET} with the token, headers as names and values in turn; asked twice, since the second answer may come from
     * memory, and is no other.
     */
    HttpResponse<byte[]> get(String target, String... headers) {
        return twice("GET", target, headers);
    }

    /** {@code HEAD}, likewise. */
    HttpResponse<byte[]> head(String target, String... headers) {
        return twice("HEAD", target, headers);
    }

    private HttpResponse<byte[]> twice(String method, String target, String... headers) {
        String[] all = Stream.concat(Stream.of("PRIVATE-TOKEN", token), Stream.of(headers))
                .toArray(String[]::new);
        HttpResponse<byte[]> first = send(method, target, all);
        HttpResponse<byte[]> again = send(method, target, all);
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(lasting(again)).isEqualTo(lasting(first));
        return again;
    }

    private static Map<String, List<String>> lasting(HttpResponse<?> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.remove("date");
        headers.remove("x-request-id");
        return headers;
    }

    /** The JSON that a {@code GET} with the token gives. */
    JsonNode json(String target) {
        return json(get(target));
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        assertThat(header(response, "content-type")).isEqualTo("application/json");
        return JSON.readTree(response.body());
    }

    /** Checks that it is an error as promised (contract, section 4). */
    static void assertError(HttpResponse<byte[]> response, int status, String code, String message) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        JsonNode body = json(response);
        assertThat(body.get("code").asString()).isEqualTo(code);
        assertThat(body.get("message").asString()).isEqualTo(message);
        assertThat(header(response, "x-request-id")).matches("[A-Za-z0-9._-]{1,64}");
    }

    HttpResponse<byte[]> send(String method, String target, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + target))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20));
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
    String raw(String request) {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code GET} of a target that no client library would send, with the token. */
    String rawGet(String target) {
        return raw("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nPRIVATE-TOKEN: " + token
                + "\r\nConnection: close\r\n\r\n");
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
