package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.BOB;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.repository;
import static io.erpconfig.http.read.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Tokens;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCacheHandlerTest {

    private static final String RAW = repository("files/a.json/raw");

    private final TestServer server = TestServer.start();
    private final ExecutorService clients = Executors.newFixedThreadPool(8);
    private Project project;

    @BeforeEach
    void store() {
        project = server.project();
        server.save(project, "a.json", "one");
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        server.close();
    }

    /** Content can't be read any more, so what is still answered comes from memory. */
    private void onlyFromMemory() {
        server.faults.fail(ErrorCode.STORAGE_UNAVAILABLE);
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
        for (int round = 0; round < 20; round++) {
            String state = "round " + round;
            server.save(project, "a.json", state);
            Future<?>[] reads = new Future<?>[8];
            for (int i = 0; i < reads.length; i++) {
                reads[i] =
                        clients.submit(() -> assertThat(text(server.get(RAW))).isEqualTo(state));
            }
            for (Future<?> read : reads) {
                read.get();
            }
        }
    }

    @Test
    void ofManyWhoAskAfterASaveOneMakesTheAnswerForAll() throws Exception {
        server.get(RAW);
        server.save(project, "a.json", "two");
        int before = server.faults.reads();
        assertThat(ask()).isEqualTo("two");
        int ofOne = server.faults.reads() - before;

        server.save(project, "a.json", "three");
        before = server.faults.reads();
        StorageFaults.Held reader = server.faults.holdNextRead();
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(clients.submit(this::ask));
        }
        reader.awaitReader();
        Thread.sleep(300); // for the others to come
        reader.letGo();

        for (Future<String> answer : answers) {
            assertThat(answer.get()).isEqualTo("three");
        }
        assertThat(server.faults.reads() - before).isEqualTo(ofOne).isPositive();
    }

    @Test
    void whoAsksAfterASaveIsNotGivenWhatWasBeingMadeBefore() throws Exception {
        server.get(RAW);
        server.save(project, "a.json", "two");
        StorageFaults.Held reader = server.faults.holdNextRead();
        Future<String> early = clients.submit(this::ask);
        reader.awaitReader();

        server.save(project, "a.json", "three");
        Future<String> late = clients.submit(this::ask);
        Thread.sleep(300); // for it to come
        reader.letGo();

        assertThat(late.get()).isEqualTo("three");
        assertThat(early.get()).isIn("two", "three");
    }

    @Test
    void aTokenThatIsRevokedWhileItsRequestWaitsIsRefused() throws Exception {
        Tokens.Issued issued = server.issue(ALICE, SHOP);
        server.get(RAW);
        server.save(project, "a.json", "two");
        StorageFaults.Held reader = server.faults.holdNextRead();
        Future<String> other = clients.submit(this::ask);
        reader.awaitReader();

        Future<Integer> waiting = clients.submit(
                () -> server.send("GET", RAW, "PRIVATE-TOKEN", issued.value().reveal())
                        .statusCode());
        Thread.sleep(300); // for it to come
        server.revoke(issued.token().id());
        reader.letGo();

        assertThat(waiting.get()).isEqualTo(401);
        assertThat(other.get()).isEqualTo("two");
    }

    @Test
    void ownersWhoSaveInTurnReadTheirOwn() {
        Project bobs = server.project(BOB, SHOP);
        String bob = server.issue(BOB).value().reveal();
        for (int i = 0; i < 10; i++) {
            server.save(project, "a.json", "alice's " + i);
            server.save(bobs, "a.json", "bob's " + i);

            assertThat(ask()).isEqualTo("alice's " + i);
            assertThat(text(server.send("GET", RAW, "PRIVATE-TOKEN", bob))).isEqualTo("bob's " + i);
        }
    }

    @Test
    void anAnswerThatIsMadeAnewIsTheOneThatIsMadeWithoutTheLane() {
        List<String> targets = List.of(
                "files/a.json/raw", "files/a.json", "tree", "branches", "branches/master", "commits?per_page=1");
        try (TestServer plain = TestServer.startWithoutHotLane()) {
            Project same = plain.project();
            plain.save(same, "a.json", "one");
            targets.forEach(target -> server.get(repository(target)));
            // Elsewhere, to other content, and back to what it was.
            for (String[] save : new String[][] {{"b.json", "new"}, {"a.json", "two"}, {"a.json", "one"}}) {
                server.save(project, save[0], save[1]);
                plain.save(same, save[0], save[1]);
                for (String target : targets) {
                    HttpResponse<byte[]> with = server.send("GET", repository(target), "PRIVATE-TOKEN", server.token);
                    HttpResponse<byte[]> without = plain.send("GET", repository(target), "PRIVATE-TOKEN", plain.token);
                    assertThat(text(with).replace(server.origin(), plain.origin()))
                            .isEqualTo(text(without));
                    assertThat(contentHeaders(with)).isEqualTo(contentHeaders(without));
                }
            }
        }
    }

    /** Those that don't tell the server or the request apart; an entity tag may be of links to the server. */
    private static Map<String, List<String>> contentHeaders(HttpResponse<?> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.keySet().removeAll(Set.of("date", "x-request-id", "link", "etag"));
        return headers;
    }

    @Test
    void aFileThatIsDeletedIsGoneAtOnceAndThereAgainWhenItIsSaved() {
        server.get(RAW);
        for (int i = 0; i < 3; i++) {
            server.edit(project, "master", "Delete", new Change.Delete(new ConfigPath("a.json")));
            assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", server.token).statusCode())
                    .isEqualTo(404);
            server.save(project, "a.json", "back " + i);
            assertThat(ask()).isEqualTo("back " + i);
        }
    }

    @Test
    void anAnswerThatCanNotBeMadeAnewIsAnError() {
        server.get(RAW);
        server.save(project, "a.json", "two");
        onlyFromMemory();

        assertThat(server.send("GET", RAW, "PRIVATE-TOKEN", server.token).statusCode())
                .isEqualTo(503);
    }

    private String ask() {
        HttpResponse<byte[]> answer = server.send("GET", RAW, "PRIVATE-TOKEN", server.token);
        assertThat(answer.statusCode()).isEqualTo(200);
        return text(answer);
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
