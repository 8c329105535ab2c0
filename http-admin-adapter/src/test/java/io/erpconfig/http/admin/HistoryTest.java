package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** History: snapshots, the differences between them, and rollback. */
class HistoryTest {

    private static final String HISTORY = master("history");

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theNewestSnapshotIsFirstAndTheLiveOneMarked() {
        server.clock.move(Duration.ofMinutes(1));
        JsonNode saved = server.save("a", "12345");
        JsonNode history = json(server.get(HISTORY));

        assertThat(history.size()).isEqualTo(2);
        JsonNode live = history.get(0);
        assertThat(live.get("id").asString()).isEqualTo("v0002");
        assertThat(live.get("number").asInt()).isEqualTo(2);
        assertThat(live.get("created_at").asString()).isEqualTo("2026-03-01T10:01:00.000Z");
        assertThat(live.get("author").asString()).isEqualTo("alice");
        assertThat(live.get("message").asString()).isEqualTo("Save a");
        assertThat(live.get("cause").asString()).isEqualTo("save");
        assertThat(live.get("short_id")).isEqualTo(saved.get("short_id"));
        assertThat(live.get("commit_id")).isEqualTo(saved.get("commit_id"));
        assertThat(live.get("files").asInt()).isEqualTo(1);
        assertThat(live.get("size").asLong()).isEqualTo(5);
        assertThat(live.get("live").asBoolean()).isTrue();
        assertThat(history.get(1).get("id").asString()).isEqualTo("v0001");
        assertThat(history.get(1).get("live").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "branches/{}/tree",
                "branches/{}/files/a",
                "compare?from=master@v1&to={}",
                "archive.zip?path=a&ref={}"
            })
    void anyFormOfARefIsTaken(String route) {
        JsonNode older = server.save("a", "1");
        server.save("a", "2");
        String id = older.get("commit_id").asString();
        String live = json(server.get(shop("branches/master"))).at("/commit/id").asString();

        for (String ref :
                List.of(id, id.substring(0, 7), older.get("short_id").asString(), "refs%2Fheads%2Fmaster@v2")) {
            assertSameAs(route, ref, "master@v2");
        }
        for (String ref : List.of("HEAD", "refs%2Fheads%2Fmaster", live.substring(0, 12))) {
            assertSameAs(route, ref, "master");
        }
        assertThat(server.get(shop(route.replace("{}", "1234567"))).statusCode())
                .isEqualTo(404);
        assertThat(server.get(shop(route.replace("{}", "refs%2Fheads%2Fnope"))).statusCode())
                .isEqualTo(404);
    }

    private void assertSameAs(String route, String ref, String other) {
        HttpResponse<byte[]> answer = server.get(shop(route.replace("{}", ref)));
        HttpResponse<byte[]> expected = server.get(shop(route.replace("{}", other)));

        assertThat(answer.statusCode()).as(ref).isEqualTo(200);
        if (route.startsWith("compare")) {
            assertThat(json(answer).get("diffs")).isEqualTo(json(expected).get("diffs"));
        } else if (!route.startsWith("archive")) {
            assertThat(answer.body()).as(ref).isEqualTo(expected.body());
        }
    }

    private List<String> ids(String query) {
        return json(server.get(HISTORY + query)).findValuesAsString("id");
    }

    @Test
    void itComesInPagesIfAsked() {
        for (int i = 2; i <= 25; i++) {
            server.save("f" + i % 2, "" + i);
        }
        assertThat(ids("")).hasSize(25);
        assertThat(ids("?page=1")).hasSize(20).startsWith("v0025").endsWith("v0006");
        assertThat(ids("?page=2")).containsExactly("v0005", "v0004", "v0003", "v0002", "v0001");
        assertThat(ids("?page=3&per_page=3")).containsExactly("v0019", "v0018", "v0017");
        assertThat(ids("?per_page=1000")).hasSize(25);
        assertThat(ids("?page=999999999999")).isEmpty();
        HttpResponse<byte[]> page = server.get(HISTORY + "?page=2&per_page=10");
        assertThat(header(page, "x-total")).isEqualTo("25");
        assertThat(header(page, "x-total-pages")).isEqualTo("3");
        assertThat(header(page, "x-next-page")).isEqualTo("3");
        assertThat(header(page, "x-prev-page")).isEqualTo("1");
        assertThat(header(page, "link")).contains("rel=\"next\"", "rel=\"last\"");
        assertError(server.get(HISTORY + "?page=0"), 400, "INVALID_PARAMETER");
    }

    @Test
    void aPathsHistoryIsWhatChangedIt() {
        server.save("d/a", "1");
        server.save("b", "1");
        server.save("d/a", "2");
        server.delete(master("files/d%2Fa"));

        assertThat(ids("?path=d/a")).containsExactly("v0005", "v0004", "v0002");
        assertThat(ids("?path=d")).containsExactly("v0005", "v0004", "v0002");
        assertThat(ids("?path=b")).containsExactly("v0003");
        assertThat(ids("?path=never")).isEmpty();
        HttpResponse<byte[]> page = server.get(HISTORY + "?path=d/a&page=2&per_page=1");
        assertThat(json(page).findValuesAsString("id")).containsExactly("v0004");
        assertThat(header(page, "x-next-page")).isEqualTo("3");
        assertThat(header(page, "x-total")).isEqualTo("(none)");
        assertThat(header(server.get(HISTORY + "?path=d/a&page=3&per_page=1"), "x-next-page"))
                .isEmpty();
        assertError(server.get(HISTORY + "?path=/a"), 400, "INVALID_PATH");
    }

    @Test
    void itIsTheBranchsOwn() {
        server.save("a", "1");
        server.post(shop("branches"), "{\"name\":\"dev\",\"from\":\"master\"}");
        server.put(shop("branches/dev/files/b"), "1");
        JsonNode history = json(server.get(shop("branches/dev/history")));

        assertThat(history.findValuesAsString("id")).containsExactly("v0002", "v0001");
        assertThat(json(server.get(shop("branches/dev/history?path=a"))).size()).isZero();
        assertThat(json(server.get(shop("branches/dev/history?page=1"))).size()).isEqualTo(2);
        assertError(server.get(shop("branches/no/history")), 404, "BRANCH_NOT_FOUND");
        assertError(server.get(shop("branches/master@v1/history")), 404, "BRANCH_NOT_FOUND");
    }

    @Test
    void itsTagChangesWithEachSave() {
        String tag = header(server.get(HISTORY + "?page=1"), "etag");
        assertThat(server.get(HISTORY + "?page=1", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(server.get(HISTORY + "?page=2", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
        server.save("a", "1");
        assertThat(server.get(HISTORY + "?page=1", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<byte[]> rollBack(String query) {
        return server.post(master("rollback" + query), "");
    }

    @Test
    void aBranchGoesBackAndTheStateBeforeIsKept() {
        String first = server.save("a", "1").get("short_id").asString();
        server.save("a", "2");
        server.save("b", "2");
        HttpResponse<byte[]> answer = rollBack("?to=v2");
        JsonNode made = json(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(made.get("snapshot").asString()).isEqualTo("v0005");
        assertThat(made.get("restored").asString()).isEqualTo("v0002");
        assertThat(made.get("short_id").asString()).isEqualTo(first);
        assertThat(made.get("changed").asBoolean()).isTrue();
        assertThat(server.read("a")).isEqualTo("1");
        assertError(server.get(master("files/b")), 404, "FILE_NOT_FOUND");
        assertThat(AdminServer.text(server.get(shop("branches/master@v4/files/b"))))
                .isEqualTo("2");
        JsonNode newest = json(server.get(HISTORY)).get(0);
        assertThat(newest.get("message").asString()).isEqualTo("Roll back to v0002");
        assertThat(newest.get("cause").asString()).isEqualTo("rollback");
    }

    @Test
    void oneFileGoesBackAlone() {
        server.save("a", "1");
        server.save("b", "1");
        server.save("a", "2");
        server.save("b", "2");

        JsonNode made = json(rollBack("?to=v0003&path=a&message=back"));
        assertThat(made.get("snapshot").asString()).isEqualTo("v0006");
        assertThat(server.read("a")).isEqualTo("1");
        assertThat(server.read("b")).isEqualTo("2");
        assertThat(json(server.get(HISTORY)).get(0).get("message").asString()).isEqualTo("back");
        assertThat(rollBack("?to=v1&path=a").statusCode()).isEqualTo(200);
        assertError(server.get(master("files/a")), 404, "FILE_NOT_FOUND");
        assertThat(json(server.get(HISTORY)).get(0).get("message").asString()).isEqualTo("Roll back a to v0001");
        assertError(rollBack("?to=v1&path=never"), 404, "FILE_NOT_FOUND");
    }

    @Test
    void aDeletedFileComesBackFromHistory() {
        server.save("a", "1");
        server.delete(master("files/a"));
        rollBack("?to=v2&path=a");

        assertThat(server.read("a")).isEqualTo("1");
    }

    @Test
    void aRollbackToTheSameContentChangesNothing() {
        server.save("a", "1");
        JsonNode made = json(rollBack("?to=v2"));

        assertThat(made.get("changed").asBoolean()).isFalse();
        assertThat(made.get("snapshot").asString()).isEqualTo("v0002");
        assertThat(made.get("restored").asString()).isEqualTo("v0002");
    }

    @Test
    void aRollbackNeedsASnapshotThatIsThere() {
        assertError(rollBack(""), 400, "INVALID_PARAMETER");
        assertError(rollBack("?to="), 400, "INVALID_PARAMETER");
        for (String none : new String[] {"2", "v", "v0", "v-1", "master@v1", "V1", "v99999999999", "v1%00"}) {
            assertError(rollBack("?to=" + none), 400, "INVALID_SNAPSHOT");
        }
        assertError(rollBack("?to=v2"), 404, "SNAPSHOT_NOT_FOUND");
        assertError(rollBack("?to=v1&path=../a"), 400, "INVALID_PATH");
        assertError(server.post(shop("branches/no/rollback?to=v1"), ""), 404, "BRANCH_NOT_FOUND");
    }

    @Test
    void twoRefsAreComparedAsTheyAre() {
        server.save("a", "one\ntwo\n");
        server.post(shop("branches"), "{\"name\":\"dev\",\"from\":\"master\"}");
        server.put(shop("branches/dev/files/a"), "one\n2\n");
        String commit = server.save("m", "m\n").get("commit_id").asString();
        JsonNode comparison = json(server.get(shop("compare?from=master&to=dev")));

        assertThat(comparison.get("from").get("ref").asString()).isEqualTo("master");
        assertThat(comparison.get("from").get("snapshot").asString()).isEqualTo("v0003");
        assertThat(comparison.get("from").get("commit_id").asString()).isEqualTo(commit);
        assertThat(comparison.get("from").get("short_id").asString()).matches("[0-9a-f]{8}");
        assertThat(comparison.get("to").get("snapshot").asString()).isEqualTo("v0002");
        JsonNode diffs = comparison.get("diffs");
        assertThat(diffs.size()).isEqualTo(2);
        assertThat(diffs.get(0).get("new_path").asString()).isEqualTo("a");
        assertThat(diffs.get(0).get("diff").asString()).isEqualTo("@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
        assertThat(diffs.get(0).get("too_large").asBoolean()).isFalse();
        assertThat(diffs.get(1).get("deleted_file").asBoolean()).isTrue();
        JsonNode past = json(server.get(shop("compare?from=master@v0001&to=" + commit)));
        assertThat(past.get("diffs").findValuesAsString("new_path")).containsExactly("a", "m");
        assertThat(past.get("from").get("branch").asString()).isEqualTo("master");
        assertThat(past.get("to").get("branch").asString()).isEqualTo("master");
        assertThat(json(server.get(shop("compare?from=HEAD&to=master")))
                        .get("diffs")
                        .size())
                .isZero();
    }

    @Test
    void aDiffBeyondOneMebibyteSaysSo() {
        server.save("a", "");
        server.save("a", "line\n".repeat(250_000));
        JsonNode diff = json(server.get(shop("compare?from=master@v2&to=master")))
                .get("diffs")
                .get(0);

        assertThat(diff.get("too_large").asBoolean()).isTrue();
        assertThat(diff.get("diff").asString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?from=master", "?to=master", "?from=&to=master"})
    void bothSidesAreNeeded(String query) {
        assertError(server.get(shop("compare" + query)), 400, "INVALID_PARAMETER");
    }

    @Test
    void whatCannotBeComparedIsNotFound() {
        assertError(server.get(shop("compare?from=no&to=master")), 404, "BRANCH_NOT_FOUND");
        assertError(server.get(shop("compare?from=master&to=master@v9")), 404, "SNAPSHOT_NOT_FOUND");
        assertError(server.get(shop("compare?from=master&to=..")), 400, "INVALID_REF");
    }

    @Test
    void anArchiveHasTheFilesOfARef() throws IOException {
        server.save("d/a", "1");
        String shortId = server.save("b", "2").get("short_id").asString();
        HttpResponse<byte[]> answer = server.get(shop("archive.zip"));

        String folder = AdminServer.SHOP + "-master-" + shortId;
        assertThat(header(answer, "content-type")).isEqualTo("application/zip");
        assertThat(header(answer, "content-disposition")).contains("attachment", folder + ".zip");
        assertThat(names(answer)).containsExactly(folder + "/", folder + "/b", folder + "/d/a");
        assertThat(server.get(shop("archive.zip"), "If-None-Match", header(answer, "etag"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(names(server.get(shop("archive.zip?ref=master@v2")))).hasSize(2);
        assertThat(server.head(shop("archive.zip")).statusCode()).isEqualTo(200);
        assertError(server.get(shop("archive.zip?ref=no")), 404, "BRANCH_NOT_FOUND");
        assertError(server.get(shop("archive.zip?path=no")), 404, "FILE_NOT_FOUND");
    }

    private static List<String> names(HttpResponse<byte[]> answer) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
