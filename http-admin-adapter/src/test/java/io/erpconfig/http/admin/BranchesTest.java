package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.shop;
import static io.erpconfig.http.admin.AdminServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BranchesTest {

    private static final String BRANCHES = shop("branches");

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> create(String name) {
        return server.post(BRANCHES, "{\"name\":\"" + name + "\"}");
    }

    private HttpResponse<byte[]> copy(String name, String from) {
        return server.post(BRANCHES, "{\"name\":\"" + name + "\",\"from\":\"" + from + "\"}");
    }

    @Test
    void aNewBranchIsEmpty() {
        server.save("a", "1");
        HttpResponse<byte[]> answer = create("dev");
        JsonNode branch = json(answer);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(branch.get("name").asString()).isEqualTo("dev");
        assertThat(branch.get("default").asBoolean()).isFalse();
        assertThat(branch.get("snapshot").asString()).isEqualTo("v0001");
        assertThat(branch.get("files").asInt()).isZero();
        assertThat(branch.get("size").asLong()).isZero();
        assertThat(branch.get("updated_at").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
        assertThat(json(server.get(shop("branches/dev")))).isEqualTo(branch);
    }

    @Test
    void aBranchSaysWhatIsInIt() {
        server.clock.move(Duration.ofHours(1));
        JsonNode saved = server.save("a", "12345");
        JsonNode branch = json(server.get(shop("branches/master")));

        assertThat(branch.get("default").asBoolean()).isTrue();
        assertThat(branch.get("snapshot").asString()).isEqualTo("v0002");
        assertThat(branch.get("files").asInt()).isEqualTo(1);
        assertThat(branch.get("size").asLong()).isEqualTo(5);
        assertThat(branch.get("updated_at").asString()).isEqualTo("2026-03-01T11:00:00.000Z");
        assertThat(branch.get("commit").get("id")).isEqualTo(saved.get("commit_id"));
        assertThat(branch.get("commit").get("short_id")).isEqualTo(saved.get("short_id"));
        assertThat(branch.get("commit").get("author_name").asString()).isEqualTo("alice");
        assertThat(branch.get("commit").get("author_email").asString()).isEqualTo("alice@users.invalid");
    }

    @Test
    void aCopyBeginsAsWhatItWasCopiedFrom() {
        server.save("a", "1");
        String commit = server.save("a", "2").get("commit_id").asString();
        server.save("a", "3");

        int i = 0;
        for (String from : new String[] {"master@v0002", "master@v3", commit, "master", "HEAD"}) {
            HttpResponse<byte[]> answer = copy("copy" + ++i, from);
            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
            assertThat(json(answer).get("snapshot").asString()).isEqualTo("v0001");
            assertThat(text(server.get(shop("branches/copy" + i + "/files/a"))))
                    .as(from)
                    .isEqualTo(new String[] {"1", "2", "2", "3", "3"}[i - 1]);
        }
        server.put(shop("branches/copy5/files/a"), "4");
        assertThat(server.read("a")).isEqualTo("3");
        JsonNode history = json(server.get(shop("branches/copy5/history")));
        assertThat(history.findValuesAsString("cause")).containsExactly("save", "copy");
    }

    @Test
    void aSourceThatIsNotThereIsNotFound() {
        assertError(copy("x", "nope"), 404, "BRANCH_NOT_FOUND");
        assertError(copy("x", "master@v9"), 404, "SNAPSHOT_NOT_FOUND");
        assertError(copy("x", "a".repeat(40)), 404, "REF_NOT_FOUND");
        assertError(copy("x", ".."), 400, "INVALID_REF");
        assertError(copy("x", ""), 400, "INVALID_REF");
        assertError(server.post(BRANCHES, "{\"name\":\"x\",\"from\":1}"), 400, "INVALID_BODY");
        assertThat(json(server.get(BRANCHES)).size()).isEqualTo(1);
    }

    @Test
    void aTakenNameIsAConflict() {
        create("dev");
        assertError(create("dev"), 409, "ALREADY_EXISTS");
        assertError(copy("master", "dev"), 409, "ALREADY_EXISTS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HEAD",
                "a..b",
                "a@b",
                "-x",
                "a/",
                "/a",
                ".a",
                "a.lock",
                "a b",
                "a\\u0000",
                "a\\\\b",
                "9e26dfeeb6e641a33dae4961196235bdb965b21b"
            })
    void aNameThatIsNoneIsRefused(String name) {
        assertError(create(name), 400, "INVALID_BRANCH");
    }

    @Test
    void aNameWithASlashComesEncoded() {
        assertThat(create("feature/x").statusCode()).isEqualTo(201);
        assertThat(server.put(shop("branches/feature%2Fx/files/a/b"), "1").statusCode())
                .isEqualTo(201);
        assertThat(text(server.get(shop("branches/feature%2Fx/files/a%2Fb")))).isEqualTo("1");
        assertThat(json(server.get(shop("branches/feature%2Fx"))).get("name").asString())
                .isEqualTo("feature/x");
        assertError(server.get(shop("branches/feature/x")), 404, "NOT_FOUND");
        assertThat(server.delete(shop("branches/feature%2Fx")).statusCode()).isEqualTo(204);
    }

    @Test
    void theListHasAllByNameInPagesIfAsked() {
        create("b");
        create("a");

        assertThat(json(server.get(BRANCHES)).findValuesAsString("name")).contains("a", "b", "master");
        HttpResponse<byte[]> page = server.get(BRANCHES + "?per_page=2");
        assertThat(json(page).size()).isEqualTo(2);
        assertThat(header(page, "x-total")).isEqualTo("3");
        assertThat(header(page, "x-next-page")).isEqualTo("2");
    }

    @Test
    void theTagChangesWithEachSave() {
        String tag = header(server.get(shop("branches/master")), "etag");
        String list = header(server.get(BRANCHES), "etag");
        assertThat(server.get(shop("branches/master"), "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(server.get(BRANCHES, "If-None-Match", list).statusCode()).isEqualTo(304);
        server.save("a", "1");
        assertThat(server.get(shop("branches/master"), "If-None-Match", tag).statusCode())
                .isEqualTo(200);
        assertThat(server.get(BRANCHES, "If-None-Match", list).statusCode()).isEqualTo(200);
    }

    @Test
    void aDeletedBranchIsGoneAndItsNameStartsAnew() {
        create("dev");
        server.put(shop("branches/dev/files/a"), "1");

        assertThat(server.delete(shop("branches/dev")).statusCode()).isEqualTo(204);
        assertError(server.get(shop("branches/dev")), 404, "BRANCH_NOT_FOUND");
        assertError(server.delete(shop("branches/dev")), 404, "BRANCH_NOT_FOUND");
        assertError(server.put(shop("branches/dev/files/a"), "1"), 404, "BRANCH_NOT_FOUND");
        assertThat(json(create("dev")).get("snapshot").asString()).isEqualTo("v0001");
    }

    @Test
    void theDefaultBranchStays() {
        assertError(server.delete(shop("branches/master")), 409, "DEFAULT_BRANCH");
        assertError(server.delete(shop("branches/HEAD")), 404, "BRANCH_NOT_FOUND");
    }

    @Test
    void aTreeIsListedWithSizes() {
        server.save("b", "12345");
        server.save("d/c", "1");
        JsonNode tree = json(server.get(shop("branches/master/tree")));

        assertThat(tree.size()).isEqualTo(2);
        assertThat(tree.get(0).get("type").asString()).isEqualTo("tree");
        assertThat(tree.get(0).get("path").asString()).isEqualTo("d");
        assertThat(tree.get(0).has("size")).isFalse();
        assertThat(tree.get(1).get("size").asLong()).isEqualTo(5);
        assertThat(tree.get(1).get("mode").asString()).isEqualTo("100644");
        assertThat(tree.get(1).get("id").asString()).matches("[0-9a-f]{40}");
        assertThat(json(server.get(shop("branches/HEAD/tree?recursive=1"))).findValuesAsString("path"))
                .containsExactly("d", "b", "d/c");
        assertThat(json(server.get(shop("branches/master@v2/tree?recursive=1"))).findValuesAsString("path"))
                .containsExactly("b");
        assertThat(json(server.get(shop("branches/master/tree?path=d"))).findValuesAsString("name"))
                .containsExactly("c");
        assertThat(header(server.get(shop("branches/master/tree?per_page=1")), "x-total"))
                .isEqualTo("2");
    }

    @Test
    void aFolderThatIsNotThereIsNotFound() {
        server.save("b", "1");
        assertError(server.get(shop("branches/master/tree?path=b")), 404, "FOLDER_NOT_FOUND");
        assertError(server.get(shop("branches/master/tree?path=no")), 404, "FOLDER_NOT_FOUND");
        assertError(server.get(shop("branches/master/tree?path=../x")), 400, "INVALID_PATH");
        assertError(server.get(shop("branches/no/tree")), 404, "BRANCH_NOT_FOUND");
        assertError(server.get(shop("branches/a..b/tree")), 404, "BRANCH_NOT_FOUND");
        assertError(server.get(shop("branches/master/tree?recursive=maybe")), 400, "INVALID_PARAMETER");
    }
}
