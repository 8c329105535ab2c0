package io.erpconfig.cetec;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.erpconfig.cetec.customer.BackupDatabases;
import io.erpconfig.cetec.customer.ConnectionTest;
import io.erpconfig.cetec.customer.CustomerQuery;
import io.erpconfig.cetec.customer.DatabaseCheck;
import io.erpconfig.cetec.upstream.CetecUpstream;
import io.erpconfig.cetec.upstream.ExampleUpstream;
import io.erpconfig.cetec.upstream.UpstreamSettings;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.core.token.NewToken;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.OpenApi;
import io.erpconfig.http.ServerTuning;
import io.erpconfig.http.TrustedProxies;
import io.erpconfig.http.limit.ConnectionLimits;
import io.javalin.Javalin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Over HTTP, with the stand-in for an ERP of the examples. */
@Timeout(60)
class CetecRoutesTest {

    private static final OwnerId ANNA = new OwnerId("anna");
    private static final String CUSTOMERS = "/site-builder/api/connectors/cetec/customer";
    private static final String MYSQL = "/site-builder/api/connectors/cetec/mysql";
    private static final Instant PULLED = Instant.parse("2026-11-30T10:30:00Z");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static ExampleUpstream erp;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigStore store = InMemoryStore.create(Clock.systemUTC());
    private final AtomicLong ticks = new AtomicLong();
    private final CountDownLatch released = new CountDownLatch(1);
    private Supplier<Map<String, DatabaseCheck>> checks = Map::of;
    private CetecConnector connector;
    private CetecRoutes routes;
    private Javalin javalin;

    @BeforeAll
    static void startErp() throws IOException {
        erp = ExampleUpstream.start(25);
    }

    @AfterAll
    static void stopErp() {
        erp.close();
    }

    @AfterEach
    void stop() {
        released.countDown();
        ServerTuning.stop(javalin);
        connector.close();
    }

    /** Databases of which one is there. */
    private final class OneDatabase implements BackupDatabases {
        @Override
        public Map<String, DatabaseCheck> check(Collection<String> names) {
            Map<String, DatabaseCheck> known = checks.get();
            return names.stream()
                    .collect(Collectors.toMap(
                            name -> name, name -> known.getOrDefault(name, new DatabaseCheck.Absent())));
        }

        @Override
        public ConnectionTest test() {
            return new ConnectionTest(ConnectionTest.Status.ERROR, "it sleeps", ConnectionTest.Method.SOCKET);
        }

        @Override
        public void close() {}
    }

    private void start(String fault, boolean checked) {
        start(fault, checked, UpstreamSettings.DEFAULT_TIMEOUT);
    }

    private void start(String fault, boolean checked, Duration timeout) {
        checks = () -> Map.of("customer-1", new DatabaseCheck.Present(Optional.of(PULLED)));
        CetecSettings settings = new CetecSettings(
                new UpstreamSettings(erp.url(fault), ExampleUpstream.TOKEN, timeout),
                Optional.empty(),
                Set.of("3"),
                CetecSettings.DEFAULT_KEEP);
        Ticker ticker = ticks::get;
        connector = new CetecConnector(
                settings,
                new CetecUpstream(settings.upstream(), Clock.systemUTC()),
                checked ? Optional.of(new OneDatabase()) : Optional.empty(),
                Clock.systemUTC(),
                ticker);
        TrustedProxies proxies = new TrustedProxies(List.of());
        routes = new CetecRoutes(
                connector,
                new CetecAccess(
                        cookies -> cookies.values("who").stream()
                                .findFirst()
                                .map(who -> SignedIn.elsewhere(new OwnerId(who), Optional.empty())),
                        new TokenGate(store.tokens(), Clock.systemUTC(), Runnable::run),
                        store.audit(),
                        proxies,
                        Clock.systemUTC()));
        javalin = Javalin.create(config -> {
            ServerTuning.apply(config, "127.0.0.1", 0, Duration.ofMillis(100), ConnectionLimits.defaults(), proxies);
            routes.mount(config);
        });
        javalin.start();
    }

    private HttpRequest request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + javalin.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return http.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> asAnna(String path) throws IOException, InterruptedException {
        return get(path, "Cookie", "who=anna");
    }

    private String token(TokenScope scope) {
        return new Tokens(store.tokens(), Clock.systemUTC(), new SecureRandom())
                .issue(ANNA, new NewToken("erp", "", Set.of(scope), Set.of(), Optional.empty(), false))
                .value()
                .reveal();
    }

    private List<AuditEntry> trail() {
        return store.audit().read(ANNA, AuditEntry.EARLIEST, 0, 10).stream()
                .filter(entry -> entry.action() == AuditAction.PASSWORD_REVEAL)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOMERS, "/api/cetec/customer"})
    void customersComeWithTheStateOfTheirDatabases(String route) throws Exception {
        start("", true);
        HttpResponse<String> answer = asAnna(route);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.get("customers")).hasSize(24);
        assertThat(body.get("customers").get(0).toString())
                .isEqualTo("{\"id\":1,\"name\":\"Customer 1\",\"domain\":\"customer-1\",\"ok_to_bill\":1,"
                        + "\"priority_support\":\"\",\"resident_hosting\":0,\"test_environment\":\"Update Nightly\","
                        + "\"itar_hosting_bc\":null,\"num_prod_users\":7,\"num_full_users\":3,"
                        + "\"techx_password\":null,\"database_exists\":true,"
                        + "\"lastPulled\":\"2026-11-30T10:30:00.000Z\"}");
        JsonNode metadata = body.get("metadata");
        assertThat(Instant.parse(metadata.get("timestamp").asString()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(metadata.get("cached_age_s").asInt()).isBetween(0, 60);
        assertThat(metadata.get("mysql_status").asString()).isEqualTo("completed");
        assertThat(metadata.get("mysql_enabled").asBoolean()).isTrue();
        assertThat(metadata.get("total_customers").asInt()).isEqualTo(24);
        assertThat(metadata.get("summary").toString())
                .isEqualTo("{\"total_customers\":24,\"existing_databases\":1,\"resident_hosting\":3,\"itar_hosting\":2,"
                        + "\"invalid_domains\":0,\"no_database\":18}");
    }

    @Test
    void whatIsAskedForIsFilteredAndNamesItsColumns() throws Exception {
        start("", false);
        JsonNode body = JSON.readTree(asAnna(CUSTOMERS + "?id=2&columns=name,num_prod_users&preshared_token=theirs")
                .body());
        assertThat(body.get("customers").toString())
                .isEqualTo(
                        "[{\"name\":\"Customer 2\",\"num_prod_users\":14,\"database_exists\":null,\"lastPulled\":null}]");
        assertThat(body.get("metadata").get("mysql_status").asString()).isEqualTo("disabled");
        assertThat(body.get("metadata").get("mysql_enabled").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/site-builder/api/connectors/cetec/customer?id=, INVALID_PARAMETER",
        "/site-builder/api/connectors/cetec/customer?id=1&id=2, INVALID_PARAMETER",
        "/api/cetec/customer?columns=TECHX_PASSWORD, INVALID_PARAMETER",
        "/api/cetec/customer?columns=id&columns=name, INVALID_PARAMETER",
        "/api/cetec/customer?reveal=techx_password, INVALID_PARAMETER",
        "/api/cetec/customer?id=1&reveal=everything, INVALID_PARAMETER"
    })
    void whatCantBeAskedForIsRefused(String path, String code) throws Exception {
        start("", false);
        int before = erp.requests();
        HttpResponse<String> answer = asAnna(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(code);
        assertThat(erp.requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOMERS, MYSQL, "/api/cetec/customer", "/api/test-mysql"})
    void onlyUsersAndTokensForConnectorsAreLetIn(String route) throws Exception {
        start("", true);
        assertThat(get(route).statusCode()).isEqualTo(401);
        assertThat(get(route, "PRIVATE-TOKEN", "0".repeat(64)).statusCode()).isEqualTo(401);
        HttpResponse<String> reading = get(route, "PRIVATE-TOKEN", token(TokenScope.READ));
        assertThat(reading.statusCode()).isEqualTo(403);
        assertThat(reading.body()).contains("INSUFFICIENT_SCOPE");
        assertThat(get(route, "PRIVATE-TOKEN", token(TokenScope.READ), "Cookie", "who=anna")
                        .statusCode())
                .as("a token that is not good beside a session")
                .isEqualTo(403);
        assertThat(get(route, "Authorization", "Bearer " + token(TokenScope.CONNECTORS))
                        .statusCode())
                .isEqualTo(200);
        HttpRequest post = HttpRequest.newBuilder(request(route).uri())
                .POST(HttpRequest.BodyPublishers.noBody())
                .header("Cookie", "who=anna")
                .build();
        assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
        HttpRequest head = HttpRequest.newBuilder(request(route).uri())
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Cookie", "who=anna")
                .build();
        assertThat(http.send(head, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPasswordIsToldOnceItIsInTheTrail() throws Exception {
        start("", true);
        HttpResponse<String> answer = asAnna(CUSTOMERS + "?id=2&reveal=techx_password&columns=id");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(answer.body()).contains("\"techx_password\":\"secret of 2\"");
        assertThat(trail()).singleElement().satisfies(entry -> {
            assertThat(entry.user()).isEqualTo("anna");
            assertThat(entry.origin()).isEqualTo("127.0.0.1");
            assertThat(entry.subject())
                    .isEqualTo(Map.of(
                            Subject.CUSTOMER,
                            "2",
                            Subject.REQUEST_ID,
                            answer.headers().firstValue("X-Request-Id").orElseThrow()));
            assertThat(entry.toString()).doesNotContain("secret of");
        });
        assertThat(asAnna(CUSTOMERS).body()).doesNotContain("secret of");
        assertThat(asAnna(CUSTOMERS + "?id=2").body()).doesNotContain("secret of");
    }

    @Test
    void noTokenIsToldAPasswordNorAnybodyOfNobody() throws Exception {
        start("", false);
        HttpResponse<String> byToken =
                get(CUSTOMERS + "?id=2&reveal=techx_password", "PRIVATE-TOKEN", token(TokenScope.CONNECTORS));
        assertThat(byToken.statusCode()).isEqualTo(403);
        assertThat(asAnna(CUSTOMERS + "?id=999&reveal=techx_password").statusCode())
                .isEqualTo(404);
        assertThat(asAnna(CUSTOMERS + "?id=3&reveal=techx_password").statusCode())
                .as("one that is left out")
                .isEqualTo(404);
        HttpResponse<String> byAnotherSite =
                get(CUSTOMERS + "?id=2&reveal=techx_password", "Cookie", "who=anna", "Sec-Fetch-Site", "cross-site");
        assertThat(byAnotherSite.statusCode()).isEqualTo(403);
        assertThat(trail()).isEmpty();
        assertThat(get(CUSTOMERS + "?id=2&reveal=techx_password", "Cookie", "who=anna", "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void ofTwoCustomersWithOneIdNeithersPasswordIsTold() throws Exception {
        start("duplicates", false);
        assertThat(JSON.readTree(asAnna(CUSTOMERS + "?id=1").body()).get("customers"))
                .hasSize(2);
        assertThat(asAnna(CUSTOMERS + "?id=1&reveal=techx_password").statusCode())
                .isEqualTo(409);
        assertThat(trail()).isEmpty();
    }

    @Test
    void strangeRowsStandByThemselves() throws Exception {
        start("strange", true);
        JsonNode customers = JSON.readTree(asAnna(CUSTOMERS).body()).get("customers");
        List<Integer> strange = new ArrayList<>();
        customers.forEach(customer -> {
            if (customer.get("id").asInt() >= 9000) {
                strange.add(customer.get("id").asInt());
            }
        });
        assertThat(strange).containsExactly(9000, 9001, 9002, 9100);
    }

    @ParameterizedTest
    @CsvSource({"html, 502, UPSTREAM_FAILED", "500, 502, UPSTREAM_FAILED", "slow, 504, UPSTREAM_TIMEOUT"})
    void aFaultOfTheErpIsAnAnswerToo(String fault, int status, String code) throws Exception {
        start(fault, true, fault.equals("slow") ? Duration.ofMillis(300) : UpstreamSettings.DEFAULT_TIMEOUT);
        HttpResponse<String> answer = asAnna(CUSTOMERS);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"message\":\"" + code + "\",\"code\":\"" + code + "\"}");
        int before = erp.requests();
        assertThat(asAnna(CUSTOMERS).statusCode()).isEqualTo(status);
        assertThat(erp.requests()).as("no fault is kept").isGreaterThan(before);
    }

    @Test
    void anErpThatIsLeftAloneSaysWhenToComeBack() throws Exception {
        start("500", true);
        asAnna(CUSTOMERS);
        asAnna(CUSTOMERS);
        HttpResponse<String> answer = asAnna(CUSTOMERS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("UPSTREAM_UNAVAILABLE");
        assertThat(answer.headers().allValues("Retry-After"))
                .singleElement()
                .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(20, 30));
    }

    @Test
    void aHundredWhoAskAtOnceAskTheErpOnce() throws Exception {
        start("", true);
        CountDownLatch asked = new CountDownLatch(1);
        checks = () -> {
            asked.countDown();
            await(released);
            return Map.of();
        };
        int before = erp.requests();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(
                    http.sendAsync(request(CUSTOMERS, "Cookie", "who=user" + i), HttpResponse.BodyHandlers.ofString()));
        }
        await(asked);
        released.countDown();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        assertThat(erp.requests() - before).isEqualTo(1);

        ticks.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(asAnna(CUSTOMERS).statusCode()).isEqualTo(200);
        assertThat(erp.requests() - before).isEqualTo(1);
        ticks.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(asAnna(CUSTOMERS).statusCode()).isEqualTo(200);
        assertThat(erp.requests() - before).isEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneCallerHasFewQuestionsUnderWay() throws Exception {
        start("", true);
        checks = () -> {
            await(released);
            return Map.of();
        };
        CountDownLatch refused = new CountDownLatch(CetecConnector.OF_CALLER);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 2 * CetecConnector.OF_CALLER; i++) {
            answers.add(http.sendAsync(
                            request(CUSTOMERS + "?external_key=" + i, "Cookie", "who=anna"),
                            HttpResponse.BodyHandlers.ofString())
                    .whenComplete((answer, failure) -> {
                        if (answer != null && answer.statusCode() == 429) {
                            refused.countDown();
                        }
                    }));
        }
        await(refused);
        released.countDown();
        long answered = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            answered += answer.get().statusCode() == 200 ? 1 : 0;
        }
        assertThat(answered).isEqualTo(CetecConnector.OF_CALLER);
    }

    @Test
    void theConnectionTestSaysWhatThereIs() throws Exception {
        start("", true);
        assertThat(asAnna("/api/test-mysql").body())
                .isEqualTo("{\"status\":\"error\",\"message\":\"it sleeps\",\"environment\":\"production\","
                        + "\"connection_method\":\"socket\",\"connection_type\":\"socket\"}");
    }

    @Test
    void withoutADatabaseServerTheTestSaysSo() throws Exception {
        start("", false);
        assertThat(JSON.readTree(asAnna(MYSQL).body()).get("status").asString()).isEqualTo("not_configured");
    }

    @Test
    void everyRouteIsInTheDocument() throws Exception {
        start("", false);
        JsonNode paths;
        try (InputStream document = OpenApi.class.getResourceAsStream("openapi.json")) {
            paths = JSON.readTree(document).get("paths");
        }
        List<String> described = new ArrayList<>();
        paths.properties().forEach(path -> {
            if (path.getValue().at("/get/tags/0").asString().equals("connectors")) {
                described.add("GET " + path.getKey());
            }
        });
        assertThat(described).containsExactlyInAnyOrderElementsOf(routes.routes());
    }

    @Test
    void noSecretIsInAnyAnswerOrLog() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        try {
            for (String fault : List.of("", "html", "401", "500", "reset", "redirect")) {
                start(fault, true);
                for (String path : List.of(CUSTOMERS, CUSTOMERS + "?name=x", MYSQL)) {
                    HttpResponse<String> answer = asAnna(path);
                    said.append(answer.headers().map()).append(answer.body());
                }
                stop();
            }
        } finally {
            System.setErr(before);
        }
        String all = said + log.toString(StandardCharsets.UTF_8);
        assertThat(all).contains("Customer 1", "it answers 401").doesNotContain(ExampleUpstream.TOKEN, "secret of");
        assertThat(CustomerQuery.DEFAULT_COLUMNS).as("they were asked for").contains("techx_password");
    }
}
