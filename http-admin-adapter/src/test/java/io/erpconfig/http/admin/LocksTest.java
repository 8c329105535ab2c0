package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The optimistic lock: an edit of an older state is refused. */
class LocksTest {

    private static final String FILE = master("files/a");
    private static final String BRANCH = shop("branches/master");

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    private String tag() {
        return header(server.get(FILE), "etag");
    }

    private static String commitOf(String path) {
        return "{\"message\":\"m\",\"actions\":[{\"action\":\"create\",\"path\":\"" + path + "\",\"content\":\"\"}]}";
    }

    @Test
    void aSaveOfTheStateThatWasReadSucceedsAndGivesTheNextTag() {
        server.save("a", "1");
        HttpResponse<byte[]> saved = server.put(FILE, "2", "If-Match", tag());

        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(header(saved, "etag")).isEqualTo(tag());
    }

    @Test
    void aSaveOfAnOlderStateIsAConflictAndWritesNothing() {
        server.save("a", "1");
        String old = tag();
        server.save("a", "2");
        HttpResponse<byte[]> stale = server.put(FILE, "3", "If-Match", old);

        assertError(stale, 409, "CONFLICT");
        assertThat(json(stale).get("message").asString()).isEqualTo("CONFLICT");
        assertThat(header(stale, "etag")).isEqualTo(tag());
        assertError(server.delete(FILE, "If-Match", old), 409, "CONFLICT");
        assertThat(server.read("a")).isEqualTo("2");
        assertThat(server.live()).isEqualTo("v0003");
    }

    @Test
    void changesOfOtherFilesDoNotMatter() {
        server.save("a", "1");
        String tag = tag();
        server.save("b", "1");

        assertThat(server.put(FILE, "2", "If-Match", tag).statusCode()).isEqualTo(200);
        assertThat(server.delete(FILE, "If-Match", tag()).statusCode()).isEqualTo(200);
    }

    @Test
    void oneOfSeveralTagsIsEnoughAndAWeakOneNever() {
        server.save("a", "1");
        String tag = tag();

        assertThat(server.put(FILE, "1", "If-Match", "\"x\" , " + tag + ",").statusCode())
                .isEqualTo(200);
        assertThat(server.put(FILE, "1", "If-Match", "\"x\"", "If-Match", tag).statusCode())
                .isEqualTo(200);
        assertThat(server.put(FILE, "1", "If-Match", "\"x\\\", " + tag).statusCode())
                .as("a backslash is a character as any other in a tag")
                .isEqualTo(200);
        assertError(server.put(FILE, "2", "If-Match", "W/" + tag), 409, "CONFLICT");
        assertError(server.put(FILE, "2", "If-Match", "\"\""), 409, "CONFLICT");
        assertError(server.put(FILE, "2", "If-Match", tag.toUpperCase(java.util.Locale.ROOT)), 409, "CONFLICT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "\"",
                "\"a",
                "a\"",
                "\"a\" \"b\"",
                "\"a\"b",
                "*,\"a\"",
                "w/\"a\"",
                "**",
                ";",
                "",
                " ",
                ",",
                " , "
            })
    void whatIsNoTagIsRefusedRatherThanIgnored(String wrong) {
        server.save("a", "1");

        assertError(server.put(FILE, "2", "If-Match", wrong), 400, "INVALID_PARAMETER");
        assertError(server.delete(FILE, "If-Match", wrong), 400, "INVALID_PARAMETER");
        assertError(server.post(BRANCH + "/commits", commitOf("x"), "If-Match", wrong), 400, "INVALID_PARAMETER");
        assertError(server.post(BRANCH + "/rollback?to=v1", "", "If-Match", wrong), 400, "INVALID_PARAMETER");
        assertThat(server.live()).isEqualTo("v0002");
    }

    @Test
    void whatHasToBeNewIsNotSavedForAnEmptyCondition() {
        server.save("a", "1");

        for (String[] wrong : List.of(
                new String[] {"If-None-Match", ""},
                new String[] {"If-None-Match", "*", "If-None-Match", "*"},
                new String[] {"If-None-Match", "", "If-Match", tag()},
                new String[] {"If-None-Match", "*", "If-Match", ""})) {
            assertError(server.put(FILE, "2", wrong), 400, "INVALID_PARAMETER");
        }
        for (String wrong : List.of("", " ", "*")) {
            assertError(server.delete(FILE, "If-None-Match", wrong), 400, "INVALID_PARAMETER");
            assertError(
                    server.post(BRANCH + "/commits", commitOf("x"), "If-None-Match", wrong), 400, "INVALID_PARAMETER");
            assertError(server.post(BRANCH + "/rollback?to=v1", "", "If-None-Match", wrong), 400, "INVALID_PARAMETER");
        }
        assertThat(server.live()).isEqualTo("v0002");
    }

    @Test
    void aSecondConditionCountsToo() {
        server.save("a", "1");
        String old = tag();
        server.save("a", "2");

        assertError(server.put(FILE, "3", "If-Match", "*", "If-Match", old), 400, "INVALID_PARAMETER");
        assertError(server.put(FILE, "3", "If-Match", "\"x\"", "If-Match", old), 409, "CONFLICT");
        assertThat(server.live()).isEqualTo("v0003");
    }

    @Test
    void aStarMeansAnyFileThatIsThere() {
        HttpResponse<byte[]> absent = server.put(FILE, "1", "If-Match", "*");
        assertError(absent, 409, "CONFLICT");
        assertThat(header(absent, "etag")).isEqualTo("(none)");
        server.save("a", "1");
        assertThat(server.put(FILE, "2", "If-Match", "*").statusCode()).isEqualTo(200);
        assertThat(server.delete(FILE, "If-Match", "*").statusCode()).isEqualTo(200);
        assertError(server.delete(FILE, "If-Match", "*"), 409, "CONFLICT");
    }

    @Test
    void aFileCanBeSavedOnlyIfItIsNew() {
        assertThat(server.put(FILE, "1", "If-None-Match", "*").statusCode()).isEqualTo(201);
        HttpResponse<byte[]> again = server.put(FILE, "2", "If-None-Match", "*");

        assertError(again, 409, "CONFLICT");
        assertThat(header(again, "etag")).isEqualTo(tag());
        assertError(server.put(FILE, "2", "If-None-Match", tag()), 400, "INVALID_PARAMETER");
        assertError(server.put(FILE, "2", "If-None-Match", "*", "If-Match", "*"), 400, "INVALID_PARAMETER");
        assertError(server.delete(FILE, "If-None-Match", "*"), 400, "INVALID_PARAMETER");
    }

    @Test
    void commitsAndRollbacksAreHeldToTheBranchsTag() {
        String old = header(server.get(BRANCH), "etag");
        HttpResponse<byte[]> first = server.post(BRANCH + "/commits", commitOf("x"), "If-Match", old);
        assertThat(first.statusCode()).isEqualTo(201);
        HttpResponse<byte[]> stale = server.post(BRANCH + "/commits", commitOf("y"), "If-Match", old);

        assertError(stale, 409, "CONFLICT");
        assertThat(header(stale, "etag"))
                .isEqualTo(header(first, "etag"))
                .isEqualTo(header(server.get(BRANCH), "etag"));
        assertError(server.post(BRANCH + "/rollback?to=v1", "", "If-Match", old), 409, "CONFLICT");
        assertThat(server.live()).isEqualTo("v0002");
        String now = header(server.get(BRANCH), "etag");
        assertThat(server.post(BRANCH + "/rollback?to=v1", "", "If-Match", "\"x\"," + now)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.post(BRANCH + "/rollback?to=v2", "", "If-Match", "*").statusCode())
                .isEqualTo(200);
        assertError(server.post(BRANCH + "/rollback?to=v2", "", "If-None-Match", "*"), 400, "INVALID_PARAMETER");
    }

    @Test
    void ofManyWhoReadTheSameStateOneSaves() throws Exception {
        server.save("a", "0");
        for (int round = 0; round < 10; round++) {
            String tag = tag();
            String value = round + ":";
            List<Integer> statuses = together(
                    8, i -> () -> server.put(FILE, value + i, "If-Match", tag).statusCode());
            assertThat(statuses)
                    .containsOnlyOnce(200)
                    .filteredOn(status -> status == 409)
                    .hasSize(7);
        }
        assertThat(server.live()).isEqualTo("v0012");
    }

    @Test
    void ofManyWhoMakeTheSameFileOneDoes() throws Exception {
        List<Integer> statuses = together(
                8, i -> () -> server.put(FILE, "" + i, "If-None-Match", "*").statusCode());
        assertThat(statuses)
                .containsOnlyOnce(201)
                .filteredOn(status -> status == 409)
                .hasSize(7);
        List<Integer> projects = together(
                8, i -> () -> server.post("projects", "{\"name\":\"race\"}").statusCode());
        assertThat(projects)
                .containsOnlyOnce(201)
                .filteredOn(status -> status == 409)
                .hasSize(7);
    }

    @Test
    void withoutALockEverySaveIsASnapshotOfItsOwn() throws Exception {
        List<String> snapshots = together(8, i -> () -> {
            StringBuilder made = new StringBuilder();
            for (int k = 0; k < 10; k++) {
                JsonNode saved = json(server.put(master("files/f" + (i % 2 == 0 ? 0 : i)), i + "." + k));
                made.append(saved.get("snapshot").asString()).append(' ');
            }
            return made.toString();
        });
        List<String> all = new ArrayList<>();
        snapshots.forEach(made -> all.addAll(List.of(made.trim().split(" "))));

        assertThat(all).doesNotHaveDuplicates().hasSize(80);
        assertThat(server.live()).isEqualTo("v0081");
    }

    private interface Task<T> {
        Callable<T> of(int index);
    }

    private static <T> List<T> together(int threads, Task<T> task) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(task.of(i));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
