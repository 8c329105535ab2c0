package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static io.erpconfig.http.admin.AdminServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CommitsTest {

    private static final String COMMITS = master("commits");

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Apostrophes in place of quotes. */
    private HttpResponse<byte[]> commit(String... actions) {
        String body = "{'message': 'm', 'actions': [" + String.join(",", actions) + "]}";
        return server.post(COMMITS, body.replace('\'', '"'));
    }

    private static String create(String path, String content) {
        return "{'action': 'create', 'path': '" + path + "', 'content': '" + content + "'}";
    }

    @Test
    void severalFilesChangeInOneSnapshot() {
        server.save("old", "o");
        server.save("gone", "g");
        server.save("here", "h");
        HttpResponse<byte[]> answer = commit(
                create("new", "n"),
                "{'action': 'update', 'path': 'here', 'content': 'H'}",
                "{'action': 'delete', 'path': 'gone'}",
                "{'action': 'move', 'path': 'dir/moved', 'previous_path': 'old'}");
        JsonNode made = json(answer);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(made.get("snapshot").asString()).isEqualTo("v0005");
        assertThat(made.get("short_id").asString()).matches("[0-9a-f]{8}");
        assertThat(made.get("commit_id").asString()).matches("[0-9a-f]{40}");
        assertThat(header(answer, "etag"))
                .isEqualTo('"' + made.get("commit_id").asString() + '"')
                .isEqualTo(header(server.get(shop("branches/master")), "etag"));
        assertThat(json(server.get(master("tree?recursive=1"))).findValuesAsString("path"))
                .containsExactly("dir", "dir/moved", "here", "new");
        assertThat(server.read("here")).isEqualTo("H");
        assertThat(server.read("dir/moved")).isEqualTo("o");
        JsonNode newest = json(server.get(master("history"))).get(0);
        assertThat(newest.get("message").asString()).isEqualTo("m");
        assertThat(newest.get("cause").asString()).isEqualTo("commit");
    }

    @Test
    void actionsAreTakenInTheirOrder() {
        assertThat(commit(create("a", "1"), "{'action':'move','path':'b','previous_path':'a'}", create("a", "2"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.read("a")).isEqualTo("2");
        assertThat(server.read("b")).isEqualTo("1");
    }

    @Test
    void aMoveMayBringOtherContent() {
        server.save("a", "1");
        commit("{'action':'move','path':'b','previous_path':'a','content':'2'}");

        assertThat(server.read("b")).isEqualTo("2");
        assertError(server.get(master("files/a")), 404, "FILE_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'action':'update','path':'no','content':''} | 404 | FILE_NOT_FOUND",
                "{'action':'delete','path':'no'} | 404 | FILE_NOT_FOUND",
                "{'action':'move','path':'x','previous_path':'no'} | 404 | FILE_NOT_FOUND",
                "{'action':'create','path':'a','content':''} | 409 | ALREADY_EXISTS",
                "{'action':'move','path':'a','previous_path':'b'} | 409 | ALREADY_EXISTS",
                "{'action':'create','path':'a/x','content':''} | 409 | PATH_CONFLICT",
                "{'action':'create','path':'../x','content':''} | 400 | INVALID_PATH",
                "{'action':'create','path':'','content':''} | 400 | INVALID_PATH",
                "{'action':'create','path':'/x','content':''} | 400 | INVALID_PATH",
                "{'action':'move','path':'x','previous_path':'..'} | 400 | INVALID_PATH",
                "{'action':'create','path':'x'} | 400 | INVALID_BODY",
                "{'action':'create','path':'x','content':null} | 400 | INVALID_BODY",
                "{'action':'create','path':'x','content':1} | 400 | INVALID_BODY",
                "{'action':'create','path':['x'],'content':''} | 400 | INVALID_BODY",
                "{'action':'update','path':'a'} | 400 | INVALID_BODY",
                "{'action':'create','content':''} | 400 | INVALID_BODY",
                "{'path':'x','content':''} | 400 | INVALID_BODY",
                "{'action':'chmod','path':'a'} | 400 | INVALID_BODY",
                "{'action':'move','path':'x'} | 400 | INVALID_BODY",
                "{'action':'delete','path':'a','content':''} | 400 | INVALID_BODY",
                "{'action':'delete','path':'a','previous_path':'b'} | 400 | INVALID_BODY",
                "{'action':'create','path':'x','content':'','file_path':''} | 400 | INVALID_BODY",
                "{'action':'create','path':'x','content':'','content':''} | 400 | INVALID_BODY",
                "{'action':'create','path':'x','content':'','encoding':'hex'} | 400 | INVALID_BODY",
                "{'action':'create','path':'x','content':'\\ud800'} | 400 | INVALID_BODY",
                "'x' | 400 | INVALID_BODY",
                "[] | 400 | INVALID_BODY"
            })
    void oneActionThatFailsFailsAll(String action, int status, String code) {
        server.save("a", "1");
        server.save("b", "2");

        assertError(commit(create("first", "1"), action), status, code);
        assertThat(server.live()).isEqualTo("v0003");
        assertError(server.get(master("files/first")), 404, "FILE_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'message':'m'}",
                "{'actions':[]}",
                "{'message':null,'actions':[]}",
                "{'message':'m','actions':{}}",
                "{'message':'m','actions':[],'branch':'master'}",
                "{'message':'m','actions':[],'actions':[]}",
                "{'message':'m','actions':[]}x",
                "{'message':'m','actions':["
            })
    void aBodyThatIsNoCommitIsRefused(String body) {
        assertError(server.post(COMMITS, body.replace('\'', '"')), 400, "INVALID_BODY");
    }

    @Test
    void whatLeavesTheContentAsItWasMakesNoSnapshot() {
        server.save("a", "1");
        HttpResponse<byte[]> same = commit("{'action':'update','path':'a','content':'1'}");

        assertThat(same.statusCode()).isEqualTo(200);
        assertThat(json(same).get("changed").asBoolean()).isFalse();
        assertThat(json(same).get("snapshot").asString()).isEqualTo("v0002");
        assertThat(commit().statusCode()).isEqualTo(200);
        assertThat(server.live()).isEqualTo("v0002");
    }

    @Test
    void aTextIsItsUtf8Exactly() {
        commit(create("t", "\\u00e9\\ud83d\\ude00\\r\\n\\t\\u0000\u20ac"));

        assertThat(server.get(master("files/t")).body())
                .isEqualTo("\u00e9\ud83d\ude00\r\n\t\0\u20ac".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theEncodingMayComeBeforeOrAfterTheContent() {
        commit(
                "{'content':'aGk=','path':'a','action':'create','encoding':'base64'}",
                "{'encoding':'base64','action':'create','content':'//79AA==','path':'b'}",
                "{'action':'create','path':'c','content':'aGk=','encoding':'text'}",
                "{'action':'create','path':'d','content':'aGk=','encoding':null}",
                "{'action':'create','path':'e','content':'','encoding':'base64'}",
                "{'action':'create','path':'f','content':'aGk','encoding':'base64'}");

        assertThat(server.read("a")).isEqualTo("hi");
        assertThat(server.get(master("files/b")).body()).containsExactly(-1, -2, -3, 0);
        assertThat(server.read("c")).isEqualTo("aGk=");
        assertThat(server.read("d")).isEqualTo("aGk=");
        assertThat(server.read("e")).isEmpty();
        assertThat(server.read("f")).isEqualTo("hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"aGk=\\n", "aGk=\\r\\n", "aG\\nk=", "\\naGk=", "a\\r\\nG\\rk\\n\\n=", "aGk\\n", "\\r\\naG\\r\\nk"
            })
    void lineBreaksInBase64DontCount(String content) {
        commit("{'action':'create','path':'x','content':'" + content + "','encoding':'base64'}");

        assertThat(server.read("x")).isEqualTo("hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'create','path':'.git/config','content':'x'}",
                "{'action':'update','path':'.Git/config','content':'x'}",
                "{'action':'move','previous_path':'a','path':'b/.GIT/config'}",
                "{'action':'move','previous_path':'a','path':'git~1','content':'x'}",
            })
    void nothingIsSavedWhereGitKeepsItsOwn(String action) {
        server.save("a", "1");

        assertError(commit(create("b", "1"), action), 400, "INVALID_PATH");
        assertThat(server.live()).isEqualTo("v0002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PEM", "MIME"})
    void aFileOfTheLargestSizeMayComeInLines(String kind) {
        byte[] bytes = new byte[AdminServer.MAX_FILE];
        new Random(2).nextBytes(bytes);
        int line = kind.equals("PEM") ? 64 : 76;
        String base64 = Base64.getMimeEncoder(line, new byte[] {'\r', '\n'})
                .encodeToString(bytes)
                .replace("\r\n", "\\r\\n");

        assertThat(commit("{'action':'create','path':'x','content':'" + base64 + "','encoding':'base64'}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.get(master("files/x")).body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "aGk=aGk=",
                "aG k=",
                "aGk=\\t",
                "aGk=\\n=",
                "aG\\u000bk=",
                "aGk-",
                "=",
                "====",
                "aGk==",
                "\\u00e9",
                "a="
            })
    void whatIsNotBase64IsRefused(String content) {
        assertError(
                commit("{'action':'create','path':'x','content':'" + content + "','encoding':'base64'}"),
                400,
                "INVALID_CONTENT");
    }

    @Test
    void largeFilesAreTakenWholeAndTooLargeOnesAreNot() {
        byte[] bytes = new byte[AdminServer.MAX_FILE];
        new Random(1).nextBytes(bytes);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        String text = "x".repeat(AdminServer.MAX_FILE);

        assertThat(commit(
                                create("t", text),
                                "{'action':'create','path':'b','content':'" + base64 + "','encoding':'base64'}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.get(master("files/b")).body()).isEqualTo(bytes);
        assertThat(server.read("t")).isEqualTo(text);
        assertError(commit(create("u", text + "x")), 413, "FILE_TOO_LARGE");
        assertError(commit(create("u", "x".repeat(3 * AdminServer.MAX_FILE))), 413, "FILE_TOO_LARGE");
        String more = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length + 1));
        assertError(
                commit("{'action':'create','path':'c','content':'" + more + "','encoding':'base64'}"),
                413,
                "FILE_TOO_LARGE");
        assertThat(server.live()).isEqualTo("v0002");
    }

    @Test
    void thousandsOfFilesAreOneSnapshotAndMoreThanTenThousandAreRefused() {
        String[] actions = IntStream.range(0, 10_000)
                .mapToObj(i -> create("d" + i % 100 + "/f" + i, "content " + i))
                .toArray(String[]::new);
        assertThat(commit(actions).statusCode()).isEqualTo(201);
        assertThat(json(server.get(shop("branches/master"))).get("files").asInt())
                .isEqualTo(10_000);
        assertThat(server.read("d99/f9999")).isEqualTo("content 9999");
        String one = IntStream.rangeClosed(0, 10_000)
                .mapToObj(i -> "{'action':'delete','path':'d0/f0'}")
                .collect(Collectors.joining(","));
        assertError(commit(one), 400, "INVALID_BODY");
    }

    @Test
    void aMessageIsKeptExactly() {
        server.post(
                COMMITS,
                "{\"message\":\" a\\r\\nb \\u20ac\\n\\n\",\"actions\":["
                        + create("a", "").replace('\'', '"') + "]}");
        assertThat(json(server.get(master("history"))).get(0).get("message").asString())
                .isEqualTo(" a\r\nb \u20ac\n\n");
        assertError(
                server.post(COMMITS, "{\"message\":\"" + "x".repeat(70_000) + "\",\"actions\":[]}"),
                400,
                "INVALID_MESSAGE");
        assertError(server.post(COMMITS, "{\"message\":\"\\u0000\",\"actions\":[]}"), 400, "INVALID_MESSAGE");
    }

    @Test
    void aBranchThatIsNotThereIsNotFound() {
        assertError(
                server.post(shop("branches/no/commits"), "{\"message\":\"m\",\"actions\":[]}"),
                404,
                "BRANCH_NOT_FOUND");
        assertThat(text(server.get(COMMITS))).contains("METHOD_NOT_ALLOWED");
    }
}
