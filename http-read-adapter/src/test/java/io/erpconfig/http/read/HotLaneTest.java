package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.BOB;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.repository;
import static io.erpconfig.http.read.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Tokens;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HotLaneTest {

    private static final String RAW = repository("files/a.json/raw");

    private final TestServer server = TestServer.start();
    private Project project;

    @BeforeEach
    void store() {
        project = server.project();
        server.save(project, "a.json", "one");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Content can't be read any more, so what is still answered comes from memory. */
    private void onlyFromMemory() {
        server.store.fail(ErrorCode.STORAGE_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "files/a.json/raw",
                "files/a.json/raw?ref=master",
                "files/a.json?ref=master@v0002",
                "tree",
                "tree?recursive=1",
                "branches",
                "branches/master",
                "commits"
            })
    void aRepeatedRequestIsAnsweredFromMemory(String target) {
        server.get(repository(target));
        onlyFromMemory();

        assertThat(server.get(repository(target)).statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasSavedIsReadAtOnce() {
        for (int i = 0; i < 50; i++) {
            server.save(project, "a.json", "state " + i);
            assertThat(text(server.get(RAW))).isEqualTo("state " + i);
        }
    }

    @Test
    void anotherOwnerIsNeverGivenIt() {
        Project bobs = server.project(BOB, SHOP);
        server.save(bobs, "a.json", "bob's");
        String bob = server.issue(BOB).value().reveal();

        assertThat(text(server.get(RAW))).isEqualTo("one");
        assertThat(text(server.send("GET", RAW, "PRIVATE-TOKEN", bob))).isEqualTo("bob's");
        assertThat(text(server.get(RAW))).isEqualTo("one");
    }

    @Test
    void aTokenThatDoesNotCoverTheProjectIsNeverGivenIt() {
        server.get(RAW);
        String narrow =
                server.issue(ALICE, new RepoId("other.erp-config")).value().reveal();

        assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", narrow).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aTokenThatStopsCoveringTheProjectIsRefusedAtOnce() {
        Tokens.Issued issued = server.issue(ALICE, SHOP);
        String value = issued.value().reveal();
        for (int i = 0; i < 3; i++) {
            assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", value).statusCode())
                    .isEqualTo(200);
        }
        server.revoke(issued.token().id());

        assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", value).statusCode()).isEqualTo(401);
    }

    @Test
    void headIsNotAnsweredAsGetWas() {
        server.get(repository("branches/master"));

        assertThat(server.head(repository("branches/master")).statusCode()).isEqualTo(204);
    }

    @Test
    void withoutATokenNothingIsGiven() {
        server.get(RAW);

        assertThat(server.send("GET", RAW).statusCode()).isEqualTo(401);
        assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", "x").statusCode()).isEqualTo(401);
    }

    @Test
    void aDeletedProjectOrBranchIsGoneAtOnce() {
        server.branch(project, "dev", "master");
        String dev = RAW + "?ref=dev";
        assertThat(server.get(dev).statusCode()).isEqualTo(200);

        server.projects.deleteBranch(project, new io.erpconfig.core.project.BranchName("dev"));
        assertThat(server.get(dev).statusCode()).isEqualTo(404);
        server.get(RAW);
        server.projects.deleteProject(project.key());
        assertThat(server.get(RAW).statusCode()).isEqualTo(404);
        server.save(server.project(), "a.json", "another");
        assertThat(text(server.get(RAW))).isEqualTo("another");
    }

    @Test
    void linksAreOfTheHostThatEachClientUsed() {
        String branches = repository("branches");
        String first = hosted("one.example", branches);
        String second = hosted("two.example", branches);

        assertThat(first).contains("http://one.example/").doesNotContain("two.example");
        assertThat(second).contains("http://two.example/").doesNotContain("one.example");
        assertThat(hosted("one.example", branches))
                .contains("http://one.example/")
                .doesNotContain("two.example");
    }

    private String hosted(String host, String target) {
        return server.raw("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nPRIVATE-TOKEN: " + server.token
                + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void aMachineThatABoundTokenDoesNotKnowIsNotGivenIt() {
        String value = server.issueBound(ALICE).value().reveal();
        for (int i = 0; i < 3; i++) {
            assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", value, "X-Instance-Id", "one")
                            .statusCode())
                    .isEqualTo(200);
        }
        onlyFromMemory();

        assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", value, "X-Instance-Id", "one")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", value, "X-Instance-Id", "two")
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", value).statusCode()).isEqualTo(401);
    }

    @Test
    void anAnswerToATokenInTheQueryIsNotKept() {
        String target = RAW + "?private_token=" + server.token;
        assertThat(server.send("GET", target).statusCode()).isEqualTo(200);
        onlyFromMemory();

        assertThat(server.send("GET", target).statusCode()).isEqualTo(503);
        assertThat(server.get(target).statusCode()).isEqualTo(503);
    }

    @Test
    void withoutTheLaneTheAnswersAreTheSame() {
        try (TestServer plain = TestServer.startWithoutHotLane()) {
            Project same = plain.project();
            plain.save(same, "a.json", "one");
            for (String target : new String[] {"files/a.json/raw", "files/a.json", "tree", "commits?per_page=1"}) {
                var with = server.get(repository(target));
                var without = plain.get(repository(target));
                assertThat(without.statusCode()).isEqualTo(with.statusCode());
                assertThat(text(without).replace(plain.origin(), server.origin()))
                        .isEqualTo(text(with));
                assertThat(without.headers().map().keySet())
                        .isEqualTo(with.headers().map().keySet());
            }
        }
    }

    @Test
    void manyClientsAtOnceReadWhatIsLive() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String state = "round " + round;
                server.save(project, "a.json", state);
                Future<?>[] reads = new Future<?>[8];
                for (int i = 0; i < reads.length; i++) {
                    reads[i] = clients.submit(
                            () -> assertThat(text(server.get(RAW))).isEqualTo(state));
                }
                for (Future<?> read : reads) {
                    read.get();
                }
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void requestsThatFollowEachOtherOnOneConnectionAreAnsweredInTheirOrder() {
        server.get(RAW);
        String hot = "GET " + RAW + " HTTP/1.1\r\nHost: x\r\nPRIVATE-TOKEN: " + server.token + "\r\n\r\n";
        String cold = "GET " + P + "/health HTTP/1.1\r\nHost: x\r\n\r\n";
        String last = "GET " + RAW + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nPRIVATE-TOKEN: " + server.token
                + "\r\n\r\n";

        String answers = server.raw(hot + cold + hot + last);

        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(5);
        assertThat(answers.indexOf("\"status\":\"ok\"")).isGreaterThan(answers.indexOf("one"));
    }
}
