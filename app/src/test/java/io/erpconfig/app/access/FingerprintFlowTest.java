package io.erpconfig.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.Accounts;
import io.erpconfig.account.Password;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.http.Release;
import io.erpconfig.server.AdminClient;
import io.erpconfig.server.Backend;
import io.erpconfig.server.ConfigServer;
import io.erpconfig.server.ServerSettings;
import io.erpconfig.server.observe.Observation;
import io.erpconfig.store.fs.FileSystemStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Tokens between the two APIs: what an operator changes counts for the ERP's next request, and how a token moves from one
 * machine to another (contract, section 2, "Tokens").
 */
@Timeout(300)
class FingerprintFlowTest {

    private static final String PASSWORD = "correct horse battery";
    private static final String OLD = "machine-1";
    private static final String NEW = "machine-2";
    private static final int RACES = Integer.getInteger("fingerprint.races", 100);

    @TempDir
    private Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ConfigStore store;
    private ConfigServer server;
    private AdminClient operator;

    @BeforeEach
    void start() throws IOException {
        Clock clock = Clock.systemUTC();
        store = FileSystemStore.open(folder.resolve("data"), clock, Runnable::run);
        Accounts accounts = new Accounts(store, clock, new SecureRandom(), name -> {});
        accounts.add(new OwnerId("anna"), new Password(PASSWORD), Optional.empty());
        server = ConfigServer.start(
                new Backend(store, false, name -> {}, clock, new SecureRandom(), Runnable::run),
                ServerSettings.onThisMachine(),
                Observation.NONE,
                Release.NONE);
        operator = AdminClient.signIn(server.url(), "anna", PASSWORD);
        operator.json(201, "POST", "projects", AdminClient.JSON.readTree("{\"name\": \"shop\"}"));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private JsonNode issue(String body) throws IOException {
        return operator.json(201, "POST", "tokens", AdminClient.JSON.readTree(body));
    }

    private JsonNode issueBound() throws IOException {
        return issue("{\"name\": \"erp\", \"repos\": [\"shop.erp-config\"], \"fingerprint_required\": true}");
    }

    private static String path(JsonNode token) {
        return "tokens/" + token.get("id").asString();
    }

    private JsonNode change(JsonNode token, String body) throws IOException {
        return operator.json(200, "PATCH", path(token), AdminClient.JSON.readTree(body));
    }

    /** The answer to the ERP on a machine; without one, it does not say which. */
    private HttpResponse<byte[]> read(JsonNode token, String... machine) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        server.url() + "/site-builder/api/erp-config/projects/shop.erp-config/repository/branches"))
                .header("PRIVATE-TOKEN", token.get("tokenString").asString());
        for (String name : machine) {
            request.header("X-Instance-Id", name);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertReads(JsonNode token, String... machine) throws IOException {
        // More than once: repeated answers come from memory.
        for (int i = 0; i < 3; i++) {
            assertThat(read(token, machine).statusCode()).isEqualTo(200);
        }
    }

    private void assertRefused(int status, String code, JsonNode token, String... machine) throws IOException {
        for (int i = 0; i < 3; i++) {
            HttpResponse<byte[]> answer = read(token, machine);
            assertThat(answer.statusCode()).as(AdminClient.text(answer)).isEqualTo(status);
            assertThat(AdminClient.JSON.readTree(answer.body()).get("code").asString())
                    .isEqualTo(code);
        }
    }

    @Test
    void theFirstMachineIsBoundAndNoOther() throws Exception {
        JsonNode token = issueBound();

        assertRefused(401, "FINGERPRINT_MISMATCH", token);
        assertReads(token, OLD);
        assertRefused(401, "FINGERPRINT_MISMATCH", token, NEW);
        assertRefused(401, "FINGERPRINT_MISMATCH", token);
        assertReads(token, OLD);
    }

    @Test
    void theEasyPathIsAnotherToken() throws Exception {
        JsonNode token = issueBound();
        assertReads(token, OLD);
        assertThat(operator.send("DELETE", path(token), new byte[0]).statusCode())
                .isEqualTo(204);
        JsonNode next = issueBound();

        assertRefused(401, "UNAUTHORIZED", token, OLD);
        assertReads(next, NEW);
        assertRefused(401, "FINGERPRINT_MISMATCH", next, OLD);
    }

    @Test
    void onTheMaintainedPathTheSameTokenMoves() throws Exception {
        JsonNode token = issueBound();
        assertReads(token, OLD);
        String hint = change(token, "{}").get("fingerprint_hint").asString();
        change(token, "{\"fingerprint_required\": false}");
        assertReads(token, OLD);
        assertReads(token, NEW);
        JsonNode moved = change(token, "{\"fingerprint_required\": true}");

        assertThat(moved.get("fingerprint_bound").asBoolean()).isTrue();
        assertThat(moved.get("fingerprint_hint").asString()).isNotEqualTo(hint);
        assertReads(token, NEW);
        assertRefused(401, "FINGERPRINT_MISMATCH", token, OLD);
        assertRefused(401, "FINGERPRINT_MISMATCH", token);
    }

    @Test
    void ofSeveralMachinesTheLastOneThatWasSeenIsBound() throws Exception {
        JsonNode token = issueBound();
        assertReads(token, OLD);
        change(token, "{\"fingerprint_required\": false}");
        assertReads(token, NEW);
        assertReads(token, "machine-3");
        assertReads(token, NEW);
        assertReads(token);
        change(token, "{\"fingerprint_required\": true}");

        assertReads(token, NEW);
        assertRefused(401, "FINGERPRINT_MISMATCH", token, "machine-3");
    }

    @Test
    void whereNobodyWasSeenTheBindingStays() throws Exception {
        JsonNode token = issueBound();
        assertReads(token, OLD);
        change(token, "{\"fingerprint_required\": false}");
        assertReads(token);
        change(token, "{\"fingerprint_required\": true}");

        assertReads(token, OLD);
        assertRefused(401, "FINGERPRINT_MISMATCH", token, NEW);
    }

    @Test
    void aTokenThatWasNeverBoundRemembersNobody() throws Exception {
        JsonNode token = issue("{\"name\": \"erp\"}");
        assertReads(token, OLD);
        change(token, "{\"fingerprint_required\": true}");

        assertReads(token, NEW);
        assertRefused(401, "FINGERPRINT_MISMATCH", token, OLD);
    }

    @Test
    void aForgottenBindingIsMadeAnewByTheNextMachine() throws Exception {
        JsonNode token = issueBound();
        assertReads(token, OLD);
        change(token, "{\"fingerprint_bound\": false}");

        assertReads(token, NEW);
        assertRefused(401, "FINGERPRINT_MISMATCH", token, OLD);
    }

    @Test
    void whatIsChangedCountsForTheNextRequest() throws Exception {
        JsonNode token = issue("{\"name\": \"erp\", \"repos\": [\"shop.erp-config\"]}");
        assertReads(token, OLD);
        change(token, "{\"repos\": [\"other.erp-config\"]}");
        assertRefused(403, "FORBIDDEN", token, OLD);
        change(token, "{\"repos\": [], \"all_projects\": true}");
        assertReads(token, OLD);
        change(token, "{\"expires_at\": \"2020-01-01\"}");
        assertRefused(401, "TOKEN_EXPIRED", token, OLD);
        change(token, "{\"expires_at\": null}");
        assertReads(token, OLD);
        change(token, "{\"fingerprint_required\": true}");
        assertRefused(401, "FINGERPRINT_MISMATCH", token);
        assertReads(token, NEW);
        change(token, "{\"fingerprint_required\": false}");
        assertReads(token);
        operator.send("DELETE", path(token), new byte[0]);
        assertRefused(401, "UNAUTHORIZED", token, NEW);
    }

    @Test
    void ofTwoMachinesThatRaceForATokenExactlyOneWins() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService machines = Executors.newFixedThreadPool(2);
        int firstWins = 0;
        try {
            for (int i = 0; i < RACES; i++) {
                JsonNode token = issueBound();
                List<Future<Integer>> answers = List.of(
                        machines.submit(() -> race(start, token, OLD)), machines.submit(() -> race(start, token, NEW)));
                List<Integer> statuses = List.of(
                        answers.get(0).get(30, TimeUnit.SECONDS), answers.get(1).get(30, TimeUnit.SECONDS));

                assertThat(statuses).as("race " + i).containsExactlyInAnyOrder(200, 401);
                String winner = statuses.get(0) == 200 ? OLD : NEW;
                String loser = winner.equals(OLD) ? NEW : OLD;
                assertThat(read(token, winner).statusCode()).isEqualTo(200);
                assertThat(read(token, loser).statusCode()).isEqualTo(401);
                firstWins += winner.equals(OLD) ? 1 : 0;
            }
        } finally {
            machines.shutdownNow();
        }
        System.out.println(RACES + " races, of which the first machine won " + firstWins);
    }

    private int race(CyclicBarrier start, JsonNode token, String machine) throws Exception {
        start.await(30, TimeUnit.SECONDS);
        return read(token, machine).statusCode();
    }
}
