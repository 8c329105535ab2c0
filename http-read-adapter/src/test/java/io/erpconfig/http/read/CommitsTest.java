package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.json;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Project;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CommitsTest {

    private final TestServer server = TestServer.start();
    private Project project;

    /** Makes master: created at 10:00, {@code a} at 10:10, {@code b} at 10:20, {@code a} at 10:30. */
    @BeforeEach
    void store() {
        project = server.project();
        for (String path : new String[] {"a", "b", "a"}) {
            server.clock.move(Duration.ofMinutes(10));
            server.save(project, path, path + server.clock.instant() + "\n");
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<String> titles(String query) {
        List<String> titles = new ArrayList<>();
        server.json(repository("commits" + query))
                .forEach(commit -> titles.add(commit.get("title").asString()));
        return titles;
    }

    @Test
    void snapshotsAreCommitsNewestFirst() {
        JsonNode commits = server.json(repository("commits"));

        assertThat(titles("")).containsExactly("Save a", "Save b", "Save a", "Create project b2b-cnc.erp-config");
        assertThat(commits.get(0).get("parent_ids").get(0).asString())
                .isEqualTo(commits.get(1).get("id").asString());
        assertThat(commits.get(3).get("parent_ids").size()).isZero();
        assertThat(commits.get(0).get("committed_date").asString()).isEqualTo("2026-03-01T10:30:00.000Z");
    }

    @Test
    void longMessagesAreReadAgainWhileTheyAreSentAndNotHeld() {
        String letters = "m".repeat(60_000);
        for (int i = 0; i < 9; i++) {
            server.edit(
                    project, "master", i + letters, new Change.Put(new ConfigPath("long"), ContentSource.of(new byte[] {
                        (byte) i
                    })));
        }

        List<String> all = titles("");
        assertThat(all).hasSize(13);
        assertThat(titles("?page=1&per_page=8")).isEqualTo(all.subList(0, 8));
        assertThat(titles("?page=2&per_page=6")).isEqualTo(all.subList(6, 12));
        assertThat(header(server.get(repository("commits?page=2&per_page=6")), "x-next-page"))
                .isEqualTo("3");
        assertThat(header(server.get(repository("commits")), "transfer-encoding"))
                .isEqualTo("chunked");
    }

    @Test
    void parentsAreFollowedIntoTheBranchThatOneWasCopiedFrom() {
        server.branch(project, "dev", "master");
        server.save(project, "dev", "c", new byte[] {1});

        assertThat(titles("?ref_name=dev"))
                .containsExactly(
                        "Save c",
                        "Create branch dev",
                        "Save a",
                        "Save b",
                        "Save a",
                        "Create project b2b-cnc.erp-config");
        assertThat(titles("?ref_name=master@v2")).containsExactly("Save a", "Create project b2b-cnc.erp-config");
    }

    @Test
    void aLongListIsReadAgainWhileItIsSentAndKnowsWhetherItChanged() {
        List<String> expected = new ArrayList<>(titles(""));
        for (int i = 0; i < 200; i++) {
            server.edit(project, "master", "Edit " + i, put(i));
            expected.add(0, "Edit " + i);
        }
        HttpResponse<byte[]> all = server.get(repository("commits"));

        assertThat(titles("")).isEqualTo(expected);
        assertThat(header(all, "content-length")).isEqualTo("(none)");
        assertThat(header(all, "x-total")).isEqualTo("204");
        assertThat(header(server.head(repository("commits")), "x-total")).isEqualTo("204");
        assertThat(titles("?path=a")).hasSize(2);
        assertThat(titles("?path=n")).hasSize(200);
        String tag = header(all, "etag");
        assertThat(server.get(repository("commits"), "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        server.save(project, "n", "last");
        assertThat(header(server.get(repository("commits")), "etag")).isNotEqualTo(tag);
    }

    private static Change put(int content) {
        byte[] bytes = Integer.toString(content).getBytes(StandardCharsets.UTF_8);
        return new Change.Put(new ConfigPath("n"), ContentSource.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"branches", "commits?all=true", "commits/master/refs"})
    void aProjectThatIsDeletedMeanwhileIsNotFound(String route) {
        server.faults.beforeBranches(() -> server.projects.deleteProject(project.key()));

        assertError(
                server.send("GET", repository(route), "PRIVATE-TOKEN", server.token),
                404,
                "PROJECT_NOT_FOUND",
                "404 Project Not Found");
    }

    @Test
    void aPathLeavesOnlyWhatTouchedIt() {
        assertThat(titles("?path=a")).containsExactly("Save a", "Save a");
        assertThat(titles("?path=nope")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "since=2026-03-01T10:20:00Z, 2",
        "until=2026-03-01T10:20:00Z, 3",
        "since=2026-03-01T10:10:00.000Z&until=2026-03-01T10:20:00Z, 2",
        "since=2026-03-01T12:20:00+02:00, 2",
        "since=2026-03-01T12:20:00%2B02:00, 2",
        "since=2026-03-01T10:20:00, 2",
        "since=2026-03-02, 0",
        "until=2026-03-01, 0"
    })
    void timesLeaveWhatLiesBetweenThem(String query, int count) {
        assertThat(titles("?" + query)).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "since=yesterday",
                "until=2026-13-01",
                "since=1",
                "path=..",
                "order=date",
                "first_parent=x",
                "trailers=2",
                "all=x",
                "with_stats=x",
                "path=a&follow=true"
            })
    void whatCantBeReadIsABadRequest(String query) {
        assertThat(server.get(repository("commits?" + query)).statusCode()).isEqualTo(400);
    }

    @Test
    void pagesDoNotSayHowManyThereAre() {
        HttpResponse<byte[]> first = server.get(repository("commits?per_page=3"));

        assertThat(json(first).size()).isEqualTo(3);
        assertThat(header(first, "x-next-page")).isEqualTo("2");
        assertThat(first.headers().map()).doesNotContainKeys("x-total", "x-total-pages");
        assertThat(header(first, "link")).contains("rel=\"next\"").doesNotContain("rel=\"last\"");
        HttpResponse<byte[]> second = server.get(repository("commits?per_page=3&page=2"));
        assertThat(json(second).size()).isEqualTo(1);
        assertThat(header(second, "x-next-page")).isEmpty();
        assertThat(header(second, "x-prev-page")).isEqualTo("1");
    }

    @Test
    void oneCommitHasItsNumberOfLines() {
        Snapshot live = server.edit(
                project,
                "master",
                "first line\n\nrest",
                new Change.Put(new ConfigPath("a"), ContentSource.of("x\ny\n".getBytes(StandardCharsets.UTF_8))));
        for (String ref : new String[] {live.commitId().hex(), "master", "HEAD", "master@v0005"}) {
            JsonNode commit = server.json(repository("commits/" + ref));

            assertThat(commit.get("id").asString()).isEqualTo(live.commitId().hex());
            assertThat(commit.get("title").asString()).isEqualTo("first line");
            assertThat(commit.get("message").asString()).isEqualTo("first line\n\nrest");
            assertThat(commit.get("stats").get("additions").asInt()).isEqualTo(2);
            assertThat(commit.get("stats").get("deletions").asInt()).isEqualTo(1);
            assertThat(commit.get("stats").get("total").asInt()).isEqualTo(3);
            assertThat(commit.get("status").isNull()).isTrue();
            assertThat(commit.get("project_id").asLong()).isEqualTo(project.id().value());
        }
    }

    @Test
    void anUnknownCommitIsNotFoundInGitLabsWords() {
        for (String ref : new String[] {"nope", "0123456789012345678901234567890123456789"}) {
            assertError(server.get(repository("commits/" + ref)), 404, "REF_NOT_FOUND", "404 Commit Not Found");
            assertError(
                    server.get(repository("commits?ref_name=" + ref)), 404, "REF_NOT_FOUND", "404 Commit Not Found");
        }
    }

    @Test
    void theTagChangesWithTheNextCommit() {
        String tag = header(server.get(repository("commits")), "etag");
        assertThat(server.get(repository("commits"), "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        server.save(project, "z", "z");
        assertThat(server.get(repository("commits"), "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }
}
