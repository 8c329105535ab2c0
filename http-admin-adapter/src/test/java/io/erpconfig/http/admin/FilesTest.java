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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FilesTest {

    private static final String FILE = master("files/a.json");

    /** {@code git hash-object} of "{}" and "[]". */
    private static final String BRACES = "\"9e26dfeeb6e641a33dae4961196235bdb965b21b\"";

    private static final String BRACKETS = "\"0637a088a01e8ddab3bf3fa98dbe804cbde1a0dc\"";

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theFirstSaveOfANewBranchIsTheSecondSnapshot() {
        HttpResponse<byte[]> answer = server.put(FILE, "{}");
        JsonNode saved = json(answer);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(saved.get("path").asString()).isEqualTo("a.json");
        assertThat(saved.get("size").asLong()).isEqualTo(2);
        assertThat(saved.get("size").isNumber()).isTrue();
        assertThat(saved.get("md5").asString()).isEqualTo("99914b932bd37a50b983c5e7c90ae93b");
        assertThat(saved.get("sha256").asString())
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(saved.get("snapshot").asString()).isEqualTo("v0002");
        assertThat(saved.get("changed").asBoolean()).isTrue();
        assertThat(saved.get("short_id").asString()).matches("[0-9a-f]{8}");
        assertThat(header(answer, "etag")).isEqualTo(BRACES);
        assertThat(server.read("a.json")).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".git/config", "a/.GIT", "%2Egit%2Fhooks%2Fx", "git~1/config", ".git%20/x", "%2Egit%E2%80%8C/x"})
    void nothingIsSavedWhereGitKeepsItsOwn(String path) {
        HttpResponse<byte[]> refused = server.put(master("files/" + path), "x");

        assertError(refused, 400, "INVALID_PATH");
        assertThat(json(refused).get("message").asString()).contains("git keeps");
        assertError(server.get(master("files/" + path)), 404, "FILE_NOT_FOUND");
        assertError(server.delete(master("files/" + path)), 404, "FILE_NOT_FOUND");
        assertThat(server.live()).isEqualTo("v0001");
    }

    @Test
    void aSaveOfWhatIsThereIs200() {
        server.put(FILE, "{}");
        HttpResponse<byte[]> answer = server.put(FILE, "[]");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("snapshot").asString()).isEqualTo("v0003");
        assertThat(json(answer).get("changed").asBoolean()).isTrue();
        assertThat(header(answer, "etag")).isEqualTo(BRACKETS);
    }

    @Test
    void aSaveThatChangesNothingMakesNoSnapshot() {
        JsonNode first = json(server.put(FILE, "{}"));
        HttpResponse<byte[]> answer = server.put(FILE, "{}");
        JsonNode second = json(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(second.get("changed").asBoolean()).isFalse();
        assertThat(second.get("snapshot")).isEqualTo(first.get("snapshot"));
        assertThat(second.get("short_id")).isEqualTo(first.get("short_id"));
        assertThat(second.get("md5")).isEqualTo(first.get("md5"));
        assertThat(server.live()).isEqualTo("v0002");
    }

    @Test
    void bytesComeBackAsTheyWere() {
        byte[] bytes = new byte[256 * 1024];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        assertThat(server.put(FILE, bytes, "Content-Type", "application/json").statusCode())
                .isEqualTo(201);
        HttpResponse<byte[]> answer = server.get(FILE);

        assertThat(answer.body()).isEqualTo(bytes);
        assertThat(header(answer, "content-type")).isEqualTo("application/octet-stream");
        assertThat(server.get(FILE, "Range", "bytes=1-3").body()).containsExactly(1, 2, 3);
    }

    @Test
    void aFileIsServedSoThatABrowserRunsNothingOfIt() {
        server.save("x.html", "<script>alert(1)</script>");
        HttpResponse<byte[]> answer = server.get(master("files/x.html"));

        assertThat(header(answer, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(answer, "content-security-policy")).isEqualTo("default-src 'none'; sandbox");
    }

    @Test
    void theTagIsTheGitBlobId() {
        server.put(FILE, "{}");
        HttpResponse<byte[]> head = server.head(FILE);

        assertThat(header(server.get(FILE), "etag")).isEqualTo(BRACES);
        assertThat(header(head, "etag")).isEqualTo(BRACES);
        assertThat(header(head, "content-length")).isEqualTo("2");
        assertThat(server.get(FILE, "If-None-Match", BRACES).statusCode()).isEqualTo(304);
    }

    @Test
    void aFileIsReadAtAnyRef() {
        server.save("a.json", "1");
        String commit = server.save("a.json", "2").get("commit_id").asString();
        server.save("a.json", "3");

        for (String ref : new String[] {"master@v3", "master@v0003", "master%40v0003", commit}) {
            assertThat(text(server.get(shop("branches/" + ref + "/files/a.json"))))
                    .as(ref)
                    .isEqualTo("2");
        }
        assertThat(text(server.get(shop("branches/HEAD/files/a.json")))).isEqualTo("3");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertError(server.get(FILE), 404, "FILE_NOT_FOUND");
        assertError(server.get(shop("branches/nope/files/a.json")), 404, "BRANCH_NOT_FOUND");
        assertError(server.get(shop("branches/master@v9/files/a.json")), 404, "SNAPSHOT_NOT_FOUND");
        assertError(server.get(shop("branches/nope@v1/files/a.json")), 404, "BRANCH_NOT_FOUND");
        assertError(server.get(shop("branches/" + "a".repeat(40) + "/files/a.json")), 404, "REF_NOT_FOUND");
        assertError(server.get("projects/no.erp-config/branches/master/files/a"), 404, "PROJECT_NOT_FOUND");
        assertError(server.put(shop("branches/nope/files/a"), "x"), 404, "BRANCH_NOT_FOUND");
        assertError(server.delete(FILE), 404, "FILE_NOT_FOUND");
        assertError(server.delete(shop("branches/nope/files/a")), 404, "BRANCH_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"master@v0001", "HEAD", "9e26dfeeb6e641a33dae4961196235bdb965b21b", "a..b", "%20"})
    void whatIsNoBranchCannotBeWrittenTo(String ref) {
        assertError(server.put(shop("branches/" + ref + "/files/a"), "x"), 404, "BRANCH_NOT_FOUND");
        assertError(server.delete(shop("branches/" + ref + "/files/a")), 404, "BRANCH_NOT_FOUND");
        assertError(server.post(shop("branches/" + ref + "/rollback?to=v1"), ""), 404, "BRANCH_NOT_FOUND");
        assertError(
                server.post(shop("branches/" + ref + "/commits"), "{\"message\":\"\",\"actions\":[]}"),
                404,
                "BRANCH_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", "%2e%2e", "a/../b", "a%2F..%2Fb", "%2Fetc%2Fpasswd", "a%2F", "a/", "a%5Cb", "a%0Ab", "."})
    void aPathThatIsNoneIsRefused(String path) {
        for (String method : new String[] {"GET", "PUT", "DELETE"}) {
            String answer = server.raw(
                    AdminServer.headOf(method, master("files/" + path), "Content-Length: 0", "Connection: close"));
            assertThat(answer).as(method).startsWith("HTTP/1.1 400").contains("INVALID_PATH");
        }
        assertThat(server.live()).isEqualTo("v0001");
    }

    @Test
    void aPathMayComeInOneOrSeveralSegments() {
        server.save("dir/a%20b.json", "1");

        assertThat(server.read("dir%2Fa%20b.json")).isEqualTo("1");
        assertThat(server.read("d%69r/a%20b.json")).isEqualTo("1");
        server.save("raw", "r");
        assertThat(server.read("raw")).isEqualTo("r");
        server.save("x+y", "plus");
        assertThat(server.read("x%2By")).isEqualTo("plus");
    }

    @Test
    void aFileIsNoFolder() {
        server.save("a", "1");

        assertError(server.put(master("files/a/b"), "x"), 409, "PATH_CONFLICT");
        server.save("d/e", "1");
        assertError(server.put(master("files/d"), "x"), 409, "PATH_CONFLICT");
        assertError(server.get(master("files/d")), 404, "FILE_NOT_FOUND");
        assertThat(server.live()).isEqualTo("v0003");
    }

    @Test
    void aDeletedFileIsGoneAndInTheHistory() {
        server.save("a.json", "{}");
        HttpResponse<byte[]> answer = server.delete(FILE);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("snapshot").asString()).isEqualTo("v0003");
        assertThat(json(answer).get("short_id").asString()).isEqualTo("e3b0c442");
        assertError(server.get(FILE), 404, "FILE_NOT_FOUND");
        assertThat(text(server.get(shop("branches/master@v2/files/a.json")))).isEqualTo("{}");
    }

    @Test
    void messagesAreSaidOrMade() {
        server.save("a.json", "1");
        server.put(FILE + "?message=Raise%20the%20price%0A%0Aby%201", "2");
        server.delete(FILE + "?message=away");
        server.save("b", "1");
        server.delete(master("files/b"));
        JsonNode history = json(server.get(master("history")));

        assertThat(history.findValuesAsString("message"))
                .containsExactly(
                        "Delete b",
                        "Save b",
                        "away",
                        "Raise the price\n\nby 1",
                        "Save a.json",
                        "Create project " + AdminServer.SHOP);
        assertThat(history.findValuesAsString("cause"))
                .containsExactly("delete", "save", "delete", "save", "save", "create");
        assertError(server.put(FILE + "?message=%00", "2"), 400, "INVALID_MESSAGE");
    }

    @Test
    void anEmptyFileIsAFile() {
        assertThat(json(server.put(FILE, "")).get("size").asLong()).isZero();
        assertThat(server.get(FILE).body()).isEmpty();
        assertThat(json(server.put(FILE, "")).get("changed").asBoolean()).isFalse();
    }

    @Test
    void aFileIsSavedAsAWholeAndAsItIs() {
        assertError(server.put(FILE, "x", "Content-Range", "bytes 0-0/2"), 400, "INVALID_PARAMETER");
        assertError(server.put(FILE, "x", "Content-Encoding", "gzip"), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertError(
                server.put(FILE, "x", "Content-Encoding", "identity", "Content-Encoding", "gzip"),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        assertThat(server.put(FILE, "x".getBytes(StandardCharsets.UTF_8), "Content-Encoding", "identity")
                        .statusCode())
                .isEqualTo(201);
    }
}
