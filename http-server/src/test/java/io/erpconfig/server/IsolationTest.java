package io.erpconfig.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.Accounts;
import io.erpconfig.account.Password;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.NewToken;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Release;
import io.erpconfig.http.read.ReadApi;
import io.erpconfig.server.observe.Observation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Isolation of owners, of whom nothing is readable, listable or changeable by others: every route of both APIs, with
 * every form in which it could name what is Anna's, asked by everybody who isn't Anna.
 */
@Timeout(120)
class IsolationTest {

    private static final String MARKER = "only-for-anna";
    private static final String PASSWORD = "correct horse battery";
    private static final Set<String> OPEN = Set.of(
            "GET /site-builder/api/session",
            "GET /site-builder/api/openapi.json",
            "POST /user/login",
            "POST /user/logout",
            "GET /site-builder/api/erp-config/health",
            "GET /site-builder/api/erp-config/openapi.json");

    private final MovingClock clock = new MovingClock(Instant.parse("2026-03-01T08:00:00Z"));
    private final ConfigStore store = InMemoryStore.create(clock);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ConfigServer server;
    private final Set<String> secrets = new TreeSet<>();
    private final List<Identity> others = new ArrayList<>();
    private Identity bert;

    /** A token of Anna's for all that she has, but not for reading it. */
    private Identity withoutRead;

    private String tokenId;
    private String sessionId;
    private String commitId;
    private String blobId;
    private String annasProjectNumber;

    /** A caller, and the least that must come of its requests. */
    private record Identity(String name, Map<String, String> headers) {}

    private static final class MovingClock extends Clock {
        private volatile Instant now;

        MovingClock(Instant now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void start() throws IOException {
        Accounts accounts = new Accounts(store, clock, new SecureRandom(), name -> {});
        accounts.add(new OwnerId("anna"), new Password(PASSWORD), Optional.empty());
        accounts.add(new OwnerId("bert"), new Password(PASSWORD), Optional.empty());
        server = ConfigServer.start(
                new Backend(store, false, name -> {}, clock, new SecureRandom(), Runnable::run),
                ServerSettings.onThisMachine(),
                Observation.NONE,
                Release.NONE);
        AdminClient expired = AdminClient.signIn(server.url(), "anna", PASSWORD);
        clock.now = clock.now.plus(Duration.ofHours(9));
        AdminClient anna = AdminClient.signIn(server.url(), "anna", PASSWORD);
        AdminClient bertSignedIn = AdminClient.signIn(server.url(), "bert", PASSWORD);
        fillAnnas(anna);
        create(bertSignedIn, "bert");
        String bertsToken = issue(bertSignedIn, "{\"name\":\"berts\",\"repos\":[]}");
        String annasOther = issue(anna, "{\"name\":\"other\",\"repos\":[\"other.erp-config\"]}");
        String annasExpired = issue(anna, "{\"name\":\"old\",\"repos\":[],\"expires_at\":\"2026-02-01\"}");
        String annasWithoutRead = new Tokens(store.tokens(), clock, new SecureRandom())
                .issue(
                        new OwnerId("anna"),
                        new NewToken(
                                "tickets",
                                "",
                                Set.of(TokenScope.TICKETS, TokenScope.CONNECTORS),
                                Set.of(),
                                Optional.empty(),
                                false))
                .value()
                .reveal();
        withoutRead = new Identity("token without the scope read", Map.of("PRIVATE-TOKEN", annasWithoutRead));
        bert = new Identity("bert", cookie(bertSignedIn.sessionValue()));
        others.add(new Identity("nobody", Map.of()));
        others.add(bert);
        others.add(new Identity("expired session", cookie(expired.sessionValue())));
        others.add(new Identity("made up session", cookie("0".repeat(64))));
        others.add(new Identity("bert's token", Map.of("PRIVATE-TOKEN", bertsToken)));
        others.add(new Identity("token of another project", Map.of("PRIVATE-TOKEN", annasOther)));
        others.add(new Identity("expired token", Map.of("PRIVATE-TOKEN", annasExpired)));
        others.add(withoutRead);
        others.add(new Identity("token as session", cookie(bertsToken)));
        others.add(new Identity("session as token", Map.of("PRIVATE-TOKEN", bertSignedIn.sessionValue())));
    }

    private static Map<String, String> cookie(String value) {
        return Map.of("Cookie", "erp_config_session=" + value);
    }

    private static void create(AdminClient client, String name) throws IOException {
        client.json(201, "POST", "projects", AdminClient.JSON.valueToTree(Map.of("name", name, "type", "erp-config")));
    }

    private void fillAnnas(AdminClient anna) throws IOException {
        create(anna, "annas");
        create(anna, "other");
        String branch = "projects/annas.erp-config/branches/master";
        AdminClient.expect(
                201, anna.send("PUT", branch + "/files/" + MARKER + ".txt", MARKER.getBytes(StandardCharsets.UTF_8)));
        JsonNode live = anna.json(branch);
        commitId = live.get("commit").get("id").asString();
        blobId = anna.json(branch + "/tree").get(0).get("id").asString();
        annasProjectNumber = anna.json("projects/annas.erp-config").get("id").asString();
        JsonNode token = AdminClient.expect(
                201,
                anna.send(
                        "POST",
                        "tokens",
                        ("{\"name\":\"" + MARKER + "\",\"repos\":[\"annas.erp-config\"]}")
                                .getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/json"));
        tokenId = token.get("id").asString();
        for (JsonNode session : anna.json("account/sessions")) {
            if (session.get("current").asBoolean()) {
                sessionId = session.get("id").asString();
            }
        }
        secrets.addAll(
                List.of(MARKER, commitId, blobId, token.get("tokenString").asString()));
    }

    private static String issue(AdminClient client, String body) throws IOException {
        return AdminClient.expect(
                        201,
                        client.send(
                                "POST",
                                "tokens",
                                body.getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "application/json"))
                .get("tokenString")
                .asString();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nobodyElseReadsListsOrChangesAnythingInAnyRouteByAnyForm() throws Exception {
        List<String> routes = routes();
        assertThat(routes).hasSizeGreaterThan(60);
        Object before = annasState();
        int asked = 0;
        for (String route : routes) {
            for (Identity identity : others) {
                for (String url : urls(route)) {
                    ask(route, url, identity);
                    asked++;
                }
                if (identity.equals(withoutRead) && route.startsWith("GET ") && isRead(route)) {
                    ask(route.replaceFirst("GET", "HEAD"), urls(route).get(0), identity);
                    asked++;
                }
            }
        }
        assertThat(annasState()).isEqualTo(before);
        System.out.println(asked + " requests of " + others.size() + " identities to " + routes.size() + " routes");
    }

    /** The routes of the read API under each of its prefixes, and of the admin API. */
    private List<String> routes() {
        List<String> routes = new ArrayList<>();
        ReadApi read = new ReadApi(
                new ConfigReader(store),
                new TokenGate(store.tokens(), clock, Runnable::run),
                BaseUrl.ofRequest(List.of()),
                clock,
                () -> {});
        for (String prefix : ReadApi.PREFIXES) {
            read.routes().forEach(route -> routes.add(route.replaceFirst(" ", " " + prefix + "/")));
        }
        routes.addAll(server.adminRoutes());
        return routes;
    }

    private static boolean isRead(String pathOrRoute) {
        return pathOrRoute.contains("/api/v4") || pathOrRoute.contains("/api/erp-config/");
    }

    /** A route's path with every form of naming what is Anna's. */
    private List<String> urls(String route) {
        String path = route.substring(route.indexOf(' ') + 1);
        List<String> projects = List.of(
                "annas.erp-config",
                "anna%2Fannas.erp-config",
                "anna%252Fannas.erp-config",
                "bert%2F..%2Fanna%2Fannas.erp-config",
                "..%2Fanna%2Fannas.erp-config",
                "ANNA%2Fannas.erp-config",
                annasProjectNumber);
        List<String> urls = new ArrayList<>();
        for (String project : projects) {
            boolean ofTokenOrSession = !path.contains("projects/{");
            String named = ofTokenOrSession
                    ? path.replace("{id}", path.contains("sessions") ? sessionId : tokenId)
                    : path.replace("{id}", project).replace("{repoId}", project);
            for (String ref : path.contains("{branch}") || path.contains("{ref}")
                    ? List.of("master", commitId, "master@v0002")
                    : List.of("master")) {
                String url = named.replace("{branch}", ref)
                        .replace("{ref}", ref)
                        .replace("{path...}", MARKER + ".txt")
                        .replace("{collection}", collection(path))
                        .replace("{item...}", "1")
                        .replace("{format}", "zip")
                        .replace("{user}", "anna")
                        .replace("{namespace}", "anna")
                        .replace("{sha}", path.contains("blobs") ? blobId : commitId);
                urls.add(url + query(route, ref));
            }
            if (!path.contains("{")) {
                break;
            }
        }
        return urls;
    }

    /** All parameters that reads take; for writes, which refuse others, those that they need. */
    private String query(String route, String ref) {
        if (route.startsWith("GET ") || route.startsWith("HEAD ")) {
            return "?ref=" + ref + "&sha=" + ref + "&ref_name=" + ref + "&recursive=1&from=" + commitId + "&to="
                    + commitId;
        }
        return route.endsWith("/rollback") ? "?to=v0001" : "";
    }

    /** One of the lists that GitLab has there, and this store has not. */
    private static String collection(String path) {
        return path.contains("/repository/") ? "tags" : path.contains("/users/") ? "keys" : "issues";
    }

    private void ask(String route, String url, Identity identity) throws Exception {
        String method = route.substring(0, route.indexOf(' '));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + url));
        identity.headers().forEach(request::header);
        String body = body(route);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer = http.send(
                request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        String what =
                identity.name() + ": " + method + ' ' + url + " answers " + answer.statusCode() + ' ' + answer.body();

        String open = route.replace("/api/v4", "").replace(" /version", "");
        boolean session = identity.equals(bert) && !isRead(url);
        boolean token = identity.name().contains("token") && !identity.name().contains("as session");
        if (OPEN.contains(route) || open.endsWith("/health") || open.endsWith("/openapi.json")) {
            // For every caller.
        } else if (!session && !(token && isRead(url))) {
            assertThat(answer.statusCode()).as(what).isEqualTo(401);
        } else if (identity.equals(withoutRead) && !url.contains("/personal_access_tokens/self")) {
            assertThat(answer.statusCode()).as(what).isEqualTo(403);
            if (!method.equals("HEAD")) {
                assertThat(answer.body()).as(what).contains("\"code\":\"INSUFFICIENT_SCOPE\"");
            }
        } else if (url.contains("anna%2F") && !url.contains("..")) {
            assertThat(answer.statusCode()).as(what).isIn(401, 403);
        } else if (url.contains(tokenId)) {
            assertThat(answer.statusCode()).as(what).isEqualTo(403);
        }
        assertThat(answer.statusCode()).as(what).isLessThan(500);
        secrets.stream()
                .filter(secret -> !url.contains(secret) || answer.statusCode() == 200)
                .forEach(secret -> assertThat(answer.body()).as(what).doesNotContain(secret));
    }

    private String body(String route) {
        if (route.endsWith("/commits") && route.startsWith("POST")) {
            return "{\"message\":\"m\",\"actions\":[{\"action\":\"delete\",\"path\":\"" + MARKER + ".txt\"}]}";
        } else if (route.endsWith("/branches") && route.startsWith("POST")) {
            return "{\"name\":\"stolen\",\"from\":\"" + commitId + "\"}";
        } else if (route.endsWith("/projects") && route.startsWith("POST")) {
            return "{\"name\":\"mine\",\"type\":\"erp-config\"}";
        } else if (route.endsWith("/tokens") && route.startsWith("POST")) {
            return "{\"name\":\"mine\",\"repos\":[\"annas.erp-config\"]}";
        } else if (route.startsWith("PATCH")) {
            return "{\"name\":\"taken\"}";
        } else if (route.endsWith("/password")) {
            return "{\"current\":\"something else\",\"new\":\"and another one\"}";
        } else if (route.endsWith("/login")) {
            return "{\"username\":\"nobody\",\"password\":\"at all\"}";
        }
        return route.startsWith("PUT") ? "changed" : "";
    }

    /** Everything that is Anna's, as the store has it. */
    private Object annasState() {
        OwnerId anna = new OwnerId("anna");
        List<Object> state = new ArrayList<>();
        for (Project project : store.projects().list(anna)) {
            state.add(project);
            for (Branch branch : store.projects().branches(project.key())) {
                state.add(branch);
                state.add(store.snapshots().live(new BranchKey(project.key(), branch.id())));
            }
        }
        // All as if used at one time, which is later than any in this test.
        store.tokens().list(anna).forEach(token -> state.add(token.usedAt(Instant.MAX)));
        store.sessions().list(anna).forEach(session -> state.add(session.id()));
        state.add(store.accounts().find(anna));
        return state;
    }
}
