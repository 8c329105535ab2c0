package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Every parameter that GitLab documents for the routes of commits, comparisons and archives: none is ignored in silence. */
class CommitParametersTest {

    private final TestServer server = TestServer.start();
    private Project project;

    /**
     * A minute each: m1, m2 on master; dev copied from there with d1; m3 on master; d2 on dev. The oldest is {@code Create
     * project}; the copy is a commit too.
     */
    @BeforeEach
    void store() {
        project = server.project();
        save("master", "m1", "a");
        save("master", "m2", "b");
        tick();
        server.branch(project, "dev", "master");
        save("dev", "d1", "a");
        save("master", "m3", "c");
        save("dev", "d2\n\nText.\n\nReviewed-by: Ann\nChangelog: fixed\nReviewed-by: Bob\n the Second", "d");
    }

    private void tick() {
        server.clock.move(Duration.ofMinutes(1));
    }

    private void save(String branch, String message, String path) {
        tick();
        byte[] content = (message + '\n').getBytes(StandardCharsets.UTF_8);
        server.edit(project, branch, message, new Change.Put(new ConfigPath(path), ContentSource.of(content)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Each parameter that GitLab documents, beside the ids of project and commit, and the commits that it selects. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "",
            value = {
                "ref_name=dev, d2 d1 Create-branch m2 m1 Create-project",
                "ref_name=master, m3 m2 m1 Create-project",
                "ref_name=master..dev, d2 d1 Create-branch",
                "ref_name=dev..master, m3",
                "ref_name=..dev, d2 d1 Create-branch",
                "ref_name=dev.., m3",
                "ref_name=dev...master, d2 m3 d1 Create-branch",
                "ref_name=dev...master&order=topo, d2 d1 Create-branch m3",
                "ref_name=master..master@v2, ",
                "ref_name=master@v2..master, m3 m2",
                "all=true, d2 m3 d1 Create-branch m2 m1 Create-project",
                "all=1&ref_name=dev, d2 m3 d1 Create-branch m2 m1 Create-project",
                "all=true&order=topo, d2 d1 Create-branch m3 m2 m1 Create-project",
                "all=false, m3 m2 m1 Create-project",
                "all=true&author=alice, d2 m3 d1 Create-branch m2 m1 Create-project",
                "all=true&per_page=2&page=2, d1 Create-branch",
                "all=true&path=a, d1 m1",
                "all=true&since=2026-03-01T10:05:00Z, d2 m3",
                "author=alice, m3 m2 m1 Create-project",
                "author=lice%20%3Calice@users.invalid%3E, m3 m2 m1 Create-project",
                "author=zzz, ",
                "author=ALICE, ",
                "path=a, m1",
                "path=a&follow=false, m1",
                "since=2026-03-01T10:02:00Z, m3 m2",
                "until=2026-03-01T10:02:00Z, m2 m1 Create-project",
                "first_parent=true, m3 m2 m1 Create-project",
                "first_parent=false, m3 m2 m1 Create-project",
                "order=default, m3 m2 m1 Create-project",
                "order=topo, m3 m2 m1 Create-project",
                "trailers=true, m3 m2 m1 Create-project",
                "with_stats=true, m3 m2 m1 Create-project",
                "page=2&per_page=3, Create-project",
            })
    void ofTheListOfCommits(String query, String titles) {
        List<String> found = new ArrayList<>();
        server.json(repository("commits?" + query))
                .forEach(commit ->
                        found.add(commit.get("title").asString().replaceFirst("^Create (\\w+) .*", "Create-$1")));

        assertThat(String.join(" ", found)).isEqualTo(titles == null ? "" : titles);
    }

    @Test
    void withStatsCountsTheLinesOfEachWhetherInPagesOrNot() {
        for (String query : List.of("", "&per_page=10")) {
            JsonNode commits = server.json(repository("commits?with_stats=true&ref_name=dev" + query));
            assertThat(commits.get(0).at("/stats/additions").asInt()).isEqualTo(8);
            assertThat(commits.get(1).at("/stats/additions").asInt()).isEqualTo(1);
            assertThat(commits.get(1).at("/stats/deletions").asInt()).isEqualTo(1);
            assertThat(commits.get(1).at("/stats/total").asInt()).isEqualTo(2);
            assertThat(commits.get(2).at("/stats/total").asInt()).isZero();
        }
        assertThat(server.json(repository("commits?with_stats=false")).get(0).has("stats"))
                .isFalse();
        String target = repository("commits?with_stats=true");
        String tag = header(server.get(target), "etag");
        assertThat(server.get(target, "If-None-Match", tag).statusCode()).isEqualTo(304);
        save("master", "m4", "a");
        assertThat(server.get(target, "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void trailersAreReadIfAskedFor() {
        JsonNode read =
                server.json(repository("commits?ref_name=dev&trailers=true")).get(0);

        assertThat(read.at("/trailers/Changelog").asString()).isEqualTo("fixed");
        assertThat(read.at("/trailers/Reviewed-by").asString()).isEqualTo("Bob the Second");
        assertThat(read.at("/extended_trailers/Reviewed-by").toString()).isEqualTo("[\"Ann\",\"Bob the Second\"]");
        JsonNode not = server.json(repository("commits?ref_name=dev")).get(0);
        assertThat(not.get("trailers").isEmpty()).isTrue();
        assertThat(not.get("extended_trailers").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "commits/dev?stats=false, /stats/total, ''",
        "commits/dev?stats=true, /stats/total, 8",
        "commits/dev, /stats/total, 8",
        "commits/dev/sequence, /count, 6",
        "commits/dev/sequence?first_parent=true, /count, 6",
        "commits/master/sequence, /count, 4",
        "commits/dev/diff, /0/new_path, d",
        "commits/dev/diff?per_page=1&page=1, /0/new_path, d",
        "commits/dev/diff?per_page=1&page=2, /0/new_path, ''",
        "commits/master@v2/diff?unidiff=false, /0/diff, '@@ -0,0 +1 @@|+m1|'",
        "commits/master@v2/diff?unidiff=true, /0/diff, '--- /dev/null|+++ b/a|@@ -0,0 +1 @@|+m1|'",
        "commits/dev@v2/diff?unidiff=1, /0/diff, '--- a/a|+++ b/a|@@ -1 +1 @@|-m1|+d1|'",
        "commits/master@v3/refs, /0/name, dev",
        "commits/master@v3/refs, /1/name, master",
        "commits/master@v4/refs?type=branch, /0/name, master",
        "commits/dev@v2/refs?type=all, /0/type, branch",
        "commits/dev@v2/refs?type=all, /1/name, ''",
        "commits/dev@v2/refs?type=tag, /0/name, ''",
        "commits/master@v3/refs?page=2&per_page=1, /0/name, master",
        "merge_base?refs[]=master&refs[]=dev, /title, m2",
        "merge_base?refs=dev%2Cmaster%2Cmaster@v2, /title, m1",
        "merge_base?refs%5B%5D=dev&refs%5B%5D=dev, /title, d2",
        "compare?from=master&to=dev, /diffs/0/new_path, a",
        "compare?from=master&to=dev, /commits/0/title, Create branch dev",
        "compare?from=master&to=dev, /commits/2/title, d2",
        "compare?from=master&to=dev, /commit/title, d2",
        "compare?from=master&to=dev&straight=false, /diffs/2/new_path, ''",
        "compare?from=master&to=dev&straight=true, /diffs/1/new_path, c",
        "compare?from=dev@v1&to=dev@v2&unidiff=true, /diffs/0/diff, '--- a/a|+++ b/a|@@ -1 +1 @@|-m1|+d1|'",
        "compare?from=dev@v1&to=dev@v2&unidiff=false, /diffs/0/diff, '@@ -1 +1 @@|-m1|+d1|'",
    })
    void ofTheOtherRoutes(String target, String pointer, String value) {
        JsonNode found = server.json(repository(target)).at(pointer);

        assertThat(found.isMissingNode() ? "" : found.asString().replace('\n', '|'))
                .isEqualTo(value);
    }

    @Test
    void theProjectThatIsComparedFromIsThisOneOrNone() {
        String compare = "compare?from=master&to=dev&from_project_id=";
        long id = project.id().value();

        assertThat(server.get(repository(compare + id)).statusCode()).isEqualTo(200);
        assertError(
                server.get(repository(compare + (id + 1))),
                400,
                "INVALID_PARAMETER",
                "Target project id:" + (id + 1) + " is not a fork of project id:" + id);
        assertThat(server.get(repository(compare + "x")).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "comments, page=1&per_page=5",
        "discussions, page=1",
        "merge_requests, state=opened",
        "statuses, ref=master&stage=test&name=x&pipeline_id=1&order_by=id&sort=asc&all=true"
    })
    void whatNoCommitHasIsAnEmptyList(String list, String query) {
        for (String target : List.of("commits/dev/" + list, "commits/dev/" + list + '?' + query)) {
            HttpResponse<byte[]> answer = server.get(repository(target));
            assertThat(TestServer.text(answer)).isEqualTo("[]");
            assertThat(header(answer, "x-total")).isEqualTo("0");
            assertThat(server.head(repository(target)).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "commits/nope/diff, 404, 404 Commit Not Found",
        "commits/nope/refs, 404, 404 Commit Not Found",
        "commits/nope/sequence, 404, 404 Commit Not Found",
        "commits/nope/comments, 404, 404 Commit Not Found",
        "commits/nope/discussions, 404, 404 Commit Not Found",
        "commits/nope/merge_requests, 404, 404 Commit Not Found",
        "commits/nope/statuses, 404, 404 Commit Not Found",
        "commits/nope/signature, 404, 404 Commit Not Found",
        "commits/master/signature, 404, 404 Signature Not Found",
        "commits?ref_name=nope..master, 404, 404 Commit Not Found",
        "commits?ref_name=master..nope, 404, 404 Commit Not Found",
        "commits?order=date, 400, 'order must be one of default, topo'",
        "commits/master/refs?type=x, 400, 'type must be one of all, branch, tag'",
        "merge_base, 400, Provide at least 2 refs",
        "merge_base?refs[]=master, 400, Provide at least 2 refs",
        "merge_base?refs[]=master&refs[]=nope, 400, Could not find ref: nope",
        "merge_base?refs[]=empty&refs[]=master, 404, 404 Merge Base Not Found",
        "commits/master/nope, 404, 404 Not Found"
    })
    void whatIsNotThereOrCantBeReadIsToldInGitLabsWords(String target, int status, String message) {
        server.projects.createBranch(project, new BranchName("empty"), Author.of(TestServer.ALICE));
        HttpResponse<byte[]> answer =
                server.get(repository(target.replace("[", "%5B").replace("]", "%5D")));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(TestServer.json(answer).get("message").asString()).isEqualTo(message);
    }

    @Test
    void theDocumentNamesAllThatGitLabDocuments() {
        JsonNode document = TestServer.json(server.send("GET", TestServer.P + "/openapi.json"));
        for (String line : List.of(
                "commits all author first_parent order path ref_name since trailers until with_stats page per_page",
                "commits/{sha} stats",
                "commits/{sha}/diff unidiff page per_page",
                "commits/{sha}/refs type page per_page",
                "commits/{sha}/sequence first_parent",
                "commits/{sha}/comments page per_page",
                "commits/{sha}/statuses page per_page",
                "commits/{sha}/merge_requests page per_page",
                "compare from to from_project_id straight unidiff",
                "merge_base refs[]",
                "archive sha path exclude_paths include_lfs_blobs format")) {
            List<String> words = List.of(line.split(" "));
            JsonNode path = document.get("paths").get("/projects/{id}/repository/" + words.get(0));
            Set<String> named = new TreeSet<>();
            for (JsonNode list : List.of(path.get("parameters"), path.get("get").get("parameters"))) {
                StreamSupport.stream(list.spliterator(), false)
                        .map(each -> document.at(each.get("$ref").asString().substring(1)))
                        .forEach(each -> named.add(each.get("name").asString()));
            }
            assertThat(named).as(words.get(0)).containsAll(words.subList(1, words.size()));
        }
    }
}
