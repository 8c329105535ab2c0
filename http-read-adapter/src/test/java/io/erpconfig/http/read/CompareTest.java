package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.project.Project;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CompareTest {

    private final TestServer server = TestServer.start();
    private Project project;

    @BeforeEach
    void store() {
        project = server.project();
        server.save(project, "a", "one\ntwo\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode compare(String from, String to) {
        return server.json(repository("compare?from=" + from + "&to=" + to));
    }

    @Test
    void aChangedFileHasItsUnifiedDiffFromTheFirstHunkOn() {
        server.save(project, "a", "one\n2\n");
        JsonNode comparison = compare("master@v2", "master");
        JsonNode diff = comparison.get("diffs").get(0);

        assertThat(comparison.get("diffs").size()).isEqualTo(1);
        assertThat(diff.get("diff").asString()).isEqualTo("@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
        assertThat(diff.get("old_path").asString()).isEqualTo("a");
        assertThat(diff.get("new_path").asString()).isEqualTo("a");
        assertThat(diff.get("a_mode").asString()).isEqualTo("100644");
        assertThat(diff.get("b_mode").asString()).isEqualTo("100644");
        for (String flag : new String[] {"new_file", "renamed_file", "deleted_file", "collapsed", "too_large"}) {
            assertThat(diff.get(flag).asBoolean()).as(flag).isFalse();
        }
        assertThat(comparison.get("commit").get("title").asString()).isEqualTo("Save a");
        assertThat(comparison.get("commits").size()).isEqualTo(1);
        assertThat(comparison.get("compare_timeout").asBoolean()).isFalse();
        assertThat(comparison.get("compare_same_ref").asBoolean()).isFalse();
    }

    @Test
    void newGoneAndRenamedFilesAreMarked() {
        server.save(project, "gone", "g\n");
        server.save(project, "old", "same content\n");
        server.edit(
                project,
                "master",
                "all",
                new Change.Delete(new ConfigPath("gone")),
                new Change.Move(new ConfigPath("old"), new ConfigPath("renamed"), Optional.empty()),
                new Change.Put(
                        new ConfigPath("new"),
                        io.erpconfig.core.content.ContentSource.of("n\n".getBytes(StandardCharsets.UTF_8))));
        JsonNode diffs = compare("master@v4", "master@v5").get("diffs");

        assertThat(diffs.size()).isEqualTo(3);
        assertThat(diffs.get(0).get("new_path").asString()).isEqualTo("gone");
        assertThat(diffs.get(0).get("deleted_file").asBoolean()).isTrue();
        assertThat(diffs.get(0).get("b_mode").asString()).isEqualTo("0");
        assertThat(diffs.get(0).get("diff").asString()).isEqualTo("@@ -1 +0,0 @@\n-g\n");
        assertThat(diffs.get(1).get("new_file").asBoolean()).isTrue();
        assertThat(diffs.get(1).get("a_mode").asString()).isEqualTo("0");
        assertThat(diffs.get(1).get("diff").asString()).isEqualTo("@@ -0,0 +1 @@\n+n\n");
        assertThat(diffs.get(2).get("renamed_file").asBoolean()).isTrue();
        assertThat(diffs.get(2).get("old_path").asString()).isEqualTo("old");
        assertThat(diffs.get(2).get("new_path").asString()).isEqualTo("renamed");
        assertThat(diffs.get(2).get("diff").asString()).isEmpty();
    }

    @Test
    void twoBranchesAreComparedFromWhereTheyParted() {
        server.branch(project, "dev", "master");
        server.save(project, "dev", "d", "d\n".getBytes(StandardCharsets.UTF_8));
        server.save(project, "m", "m\n");

        JsonNode comparison = compare("master", "dev");
        assertThat(comparison.get("diffs").findValuesAsString("new_path")).containsExactly("d");
        assertThat(comparison.get("commits").findValuesAsString("title"))
                .containsExactly("Create branch dev", "Save d");
        JsonNode straight = server.json(repository("compare?from=master&to=dev&straight=true"));
        assertThat(straight.get("diffs").findValuesAsString("new_path")).containsExactly("d", "m");
    }

    @Test
    void theSameStateTwiceDiffersInNothing() {
        JsonNode comparison = compare("master", "master");

        assertThat(comparison.get("diffs").size()).isZero();
        assertThat(comparison.get("commits").size()).isZero();
        assertThat(comparison.get("commit").isNull()).isTrue();
        assertThat(comparison.get("compare_same_ref").asBoolean()).isTrue();
    }

    @Test
    void aDiffBeyondOneMebibyteSaysSoInstead() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        while (text.length() < 1_200_000) {
            text.append(random.nextLong()).append('\n');
        }
        server.save(project, "a", text.toString());
        JsonNode diff = compare("master@v2", "master").get("diffs").get(0);

        assertThat(diff.get("too_large").asBoolean()).isTrue();
        assertThat(diff.get("diff").asString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=master", "to=master", "", "from=&to=master"})
    void bothEndsAreNeeded(String query) {
        assertThat(server.get(repository("compare?" + query)).statusCode()).isEqualTo(400);
    }

    @Test
    void anUnknownRefIsNotFoundInGitLabsWords() {
        assertError(server.get(repository("compare?from=nope&to=master")), 404, "REF_NOT_FOUND", "404 Ref Not Found");
        assertError(server.get(repository("compare?from=master&to=nope")), 404, "REF_NOT_FOUND", "404 Ref Not Found");
    }

    @Test
    void theTagChangesWithEitherEnd() {
        String target = repository("compare?from=master@v1&to=master");
        String tag = header(server.get(target), "etag");
        assertThat(server.get(target, "If-None-Match", tag).statusCode()).isEqualTo(304);
        server.save(project, "b", "b");
        assertThat(server.get(target, "If-None-Match", tag).statusCode()).isEqualTo(200);
    }
}
