package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of a ref, wherever one may stand. */
class RefsTest {

    private final TestServer server = TestServer.start();
    private Project project;
    private Snapshot first;
    private Snapshot live;

    @BeforeEach
    void save() {
        project = server.project();
        first = server.save(project, "a.json", "1");
        live = server.save(project, "a.json", "2");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<String> formsOf(Snapshot snapshot) {
        String id = snapshot.commitId().hex();
        return List.of(
                id,
                id.toUpperCase(Locale.ROOT),
                id.substring(0, 7),
                id.substring(0, 20).toUpperCase(Locale.ROOT),
                id.substring(0, 39),
                snapshot.shortId(),
                "master@" + snapshot.number(),
                "refs/heads/master@" + snapshot.number(),
                "refs%2Fheads%2Fmaster@v" + snapshot.number().value());
    }

    @ParameterizedTest
    @CsvSource({
        "tree?ref={}, 404 Tree Not Found",
        "files/a.json?ref={}, 404 Commit Not Found",
        "files/a.json/raw?ref={}, 404 Commit Not Found",
        "commits?ref_name={}, 404 Commit Not Found",
        "commits?ref_name={}..master, 404 Commit Not Found",
        "commits/{}, 404 Commit Not Found",
        "commits/{}/diff, 404 Commit Not Found",
        "compare?from={}&to=master, 404 Ref Not Found",
        "compare?from=master&to={}, 404 Ref Not Found",
        "archive?sha={}, 404 File Not Found",
        "contributors?ref={}, 404 Tree Not Found"
    })
    void whatCanNotBeOneIsNotFound(String route, String message) {
        for (String name : List.of("master~1", "-x", "a%20b", "x.lock", "a@b")) {
            assertError(server.get(repository(route.replace("{}", name))), 404, "REF_NOT_FOUND", message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tree?ref={}",
                "files/a.json/raw?ref={}",
                "commits?ref_name={}",
                "commits/{}",
                "compare?from=master@v0001&to={}",
                "compare?from={}&to=master@v0001"
            })
    void isTakenInEveryForm(String route) {
        byte[] older =
                server.get(repository(route.replace("{}", "master@v0002"))).body();
        byte[] newer = server.get(repository(route.replace("{}", "master"))).body();
        assertThat(older).isNotEqualTo(newer);

        for (String form : formsOf(first)) {
            assertAnswers(route, form, older);
        }
        for (String form : formsOf(live)) {
            assertAnswers(route, form, newer);
        }
        assertAnswers(route, "HEAD", newer);
        assertAnswers(route, "refs/heads/master", newer);
    }

    private void assertAnswers(String route, String form, byte[] expected) {
        if (route.startsWith("commits/")) {
            form = form.replace("/", "%2F");
        }
        String answer = TestServer.text(server.get(repository(route.replace("{}", form))));
        // The ref's own text is in the URL of a comparison's page.
        String own = new String(expected, StandardCharsets.UTF_8);
        assertThat(answer.replaceAll("/-/compare/[^\"]*", ""))
                .as(form)
                .isEqualTo(own.replaceAll("/-/compare/[^\"]*", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"files/a.json?ref={}", "archive.tar?sha={}"})
    void isTakenInEveryFormWhereTheAnswerNamesIt(String route) {
        for (String form : formsOf(first)) {
            assertThat(server.get(repository(route.replace("{}", form))).statusCode())
                    .as(form)
                    .isEqualTo(200);
        }
        assertThat(server.json(repository("files/a.json?ref=" + first.shortId()))
                        .get("commit_id")
                        .asString())
                .isEqualTo(first.commitId().hex());
    }

    @ParameterizedTest
    @CsvSource({
        "tree?ref={}, 404 Tree Not Found",
        "files/a.json?ref={}, 404 Commit Not Found",
        "files/a.json/raw?ref={}, 404 Commit Not Found",
        "archive.zip?sha={}, 404 File Not Found",
        "commits?ref_name={}, 404 Commit Not Found",
        "commits/{}, 404 Commit Not Found",
        "compare?from={}&to=master, 404 Ref Not Found"
    })
    void isNotFoundInGitLabsWords(String route, String message) {
        String id = live.commitId().hex();
        for (String ref : List.of("1234567", "deadbeef", id.substring(0, 6), "0".repeat(40), "refs%2Fheads%2Fnope")) {
            assertError(server.get(repository(route.replace("{}", ref))), 404, "REF_NOT_FOUND", message);
        }
    }

    @Test
    void isWhatItMeansNow() {
        String raw = repository("files/a.json/raw?ref=");
        String digits = first.commitId().hex().substring(0, 7);
        String content = first.shortId();
        assertThat(TestServer.text(server.get(raw + digits))).isEqualTo("1");

        server.branch(project, digits, "master");
        assertThat(TestServer.text(server.get(raw + digits))).isEqualTo("2");
        server.save(project, digits, "a.json", new byte[] {'3'});
        assertThat(TestServer.text(server.get(raw + digits))).isEqualTo("3");
        server.projects.deleteBranch(project, new BranchName(digits));
        assertThat(TestServer.text(server.get(raw + digits))).isEqualTo("1");

        server.clock.move(Duration.ofMinutes(1));
        Snapshot again = server.save(project, "a.json", "1");
        assertThat(server.json(repository("commits/" + content)).get("id").asString())
                .isEqualTo(again.commitId().hex());
    }
}
