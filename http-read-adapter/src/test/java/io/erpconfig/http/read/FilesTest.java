package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.json;
import static io.erpconfig.http.read.TestServer.repository;
import static io.erpconfig.http.read.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Project;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FilesTest {

    private static final String ODD = "dir a/.env-1_x%+é&;=@:.json";

    private final TestServer server = TestServer.start();
    private Project project;

    @BeforeEach
    void store() {
        project = server.project();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> raw(String path) {
        return server.get(repository("files/" + path + "/raw"));
    }

    @Test
    void metadataIsAsGitLabHasIt() {
        Snapshot first = server.save(project, "a/b.json", "{\"x\":1}");
        Snapshot second = server.save(project, "other", "y");

        JsonNode file = server.json(repository("files/a%2Fb.json?ref=master"));

        assertThat(file.get("file_name").asString()).isEqualTo("b.json");
        assertThat(file.get("file_path").asString()).isEqualTo("a/b.json");
        assertThat(file.get("size").asInt()).isEqualTo(7);
        assertThat(file.get("encoding").asString()).isEqualTo("base64");
        assertThat(file.get("content").asString()).isEqualTo("eyJ4IjoxfQ==");
        assertThat(file.get("content_sha256").asString())
                .isEqualTo("5041bf1f713df204784353e82f6a4a535931cb64f1f4b4a5aeaffcb720918b22");
        assertThat(file.get("ref").asString()).isEqualTo("master");
        // What `git hash-object` says.
        assertThat(file.get("blob_id").asString()).isEqualTo("9758f8161c9652d953d109cac63c71047844cf17");
        assertThat(file.get("commit_id").asString()).isEqualTo(second.commitId().hex());
        assertThat(file.get("last_commit_id").asString())
                .isEqualTo(first.commitId().hex());
        assertThat(file.get("execute_filemode").asBoolean()).isFalse();
    }

    @Test
    void headHasTheSameAsHeaders() {
        Snapshot first = server.save(project, "a/b.json", "{\"x\":1}");
        Snapshot second = server.save(project, "other", "y");
        for (String target : new String[] {"files/a%2Fb.json", "files/a%2Fb.json/raw"}) {
            HttpResponse<byte[]> head = server.head(repository(target));

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(header(head, "x-gitlab-file-name")).isEqualTo("b.json");
            assertThat(header(head, "x-gitlab-file-path")).isEqualTo("a/b.json");
            assertThat(header(head, "x-gitlab-size")).isEqualTo("7");
            assertThat(header(head, "x-gitlab-ref")).isEqualTo("master");
            assertThat(header(head, "x-gitlab-encoding")).isEqualTo("base64");
            assertThat(header(head, "x-gitlab-execute-filemode")).isEqualTo("false");
            assertThat(header(head, "x-gitlab-commit-id"))
                    .isEqualTo(second.commitId().hex());
            assertThat(header(head, "x-gitlab-last-commit-id"))
                    .isEqualTo(first.commitId().hex());
            assertThat(header(head, "x-gitlab-blob-id")).hasSize(40);
            assertThat(header(head, "x-gitlab-content-sha256")).hasSize(64);
            assertThat(header(head, "content-length"))
                    .isEqualTo(header(server.get(repository(target)), "content-length"));
        }
    }

    @Test
    void headOfAFileThatIsNotThereIsNotFound() {
        assertThat(server.head(repository("files/nope")).statusCode()).isEqualTo(404);
        assertThat(server.head(repository("files/nope/raw")).statusCode()).isEqualTo(404);
    }

    @Test
    void rawIsTheBytesExactly() {
        byte[] bytes = new byte[70_000];
        new Random(7).nextBytes(bytes);
        server.save(project, "master", "x.bin", bytes);
        server.save(project, "crlf.txt", "a\r\nb\n\r");

        assertThat(raw("x.bin").body()).isEqualTo(bytes);
        assertThat(text(raw("crlf.txt"))).isEqualTo("a\r\nb\n\r");
    }

    @Test
    void anEmptyFileIsAnEmptyAnswer() {
        server.save(project, "empty", "");

        assertThat(raw("empty").statusCode()).isEqualTo(200);
        assertThat(raw("empty").body()).isEmpty();
        assertThat(header(raw("empty"), "content-length")).isEqualTo("0");
        assertThat(server.json(repository("files/empty")).get("content").asString())
                .isEmpty();
    }

    @Test
    void textIsPlainTextAndEverythingElseIsBytes() {
        server.save(project, "a.json", "{}");
        server.save(project, "é.html", "<b>é</b>");
        server.save(project, "master", "nul.txt", new byte[] {'a', 0, 'b'});
        server.save(project, "master", "latin1.txt", "é".getBytes(StandardCharsets.ISO_8859_1));
        server.save(project, "master", "cut.txt", new byte[] {'a', (byte) 0xC3});

        for (String file : new String[] {"a.json", "%C3%A9.html"}) {
            assertThat(header(raw(file), "content-type")).isEqualTo("text/plain; charset=utf-8");
        }
        for (String file : new String[] {"nul.txt", "latin1.txt", "cut.txt"}) {
            assertThat(header(raw(file), "content-type")).isEqualTo("application/octet-stream");
        }
    }

    @Test
    void aBrowserThatIsLedToRawRunsNothing() {
        server.save(project, "x.html", "<script>alert(1)</script>");
        HttpResponse<byte[]> raw = raw("x.html");

        assertThat(header(raw, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(raw, "content-security-policy")).isEqualTo("default-src 'none'; sandbox");
        assertThat(header(raw, "content-disposition")).startsWith("inline; filename=\"x.html\"");
    }

    @Test
    void partsAreDecodedOnceAndAfterTheyWereSplit() {
        server.save(project, "x", "the file x");
        server.save(project, "y/raw", "the file y/raw");
        server.save(project, "a%2Fb", "a percent sign in a name");
        server.save(project, "a/b", "a slash");

        assertThat(text(raw("x"))).isEqualTo("the file x");
        assertError(server.get(repository("files/x%2Fraw")), 404, "FILE_NOT_FOUND", "404 File Not Found");
        assertThat(server.json(repository("files/y%2Fraw")).get("file_path").asString())
                .isEqualTo("y/raw");
        assertThat(text(raw("y%2Fraw"))).isEqualTo("the file y/raw");
        assertThat(text(raw("y/raw"))).isEqualTo("the file y/raw");
        assertThat(text(raw("a%252Fb"))).isEqualTo("a percent sign in a name");
        assertThat(text(raw("a%2Fb"))).isEqualTo("a slash");
        assertThat(text(raw("a/b"))).isEqualTo("a slash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dir%20a%2F%2Eenv%2D1%5Fx%25%2B%C3%A9%26%3B%3D%40%3A%2Ejson",
                "dir%20a%2F%2Eenv-1_x%25+%C3%A9&%3B=@:%2Ejson",
                "dir%20a%2F.env-1_x%25%2B%C3%A9&;=@:.json",
                "dir%20a/%2Eenv-1_x%25+%c3%a9%26%3b=@:.json"
            })
    void everyClientsWayOfEncodingIsUnderstood(String encoded) {
        server.save(project, ODD, "odd");

        assertThat(server.rawGet(repository("files/" + encoded + "/raw"))).endsWith("\r\n\r\nodd");
        assertThat(server.rawGet(repository("files/" + encoded))).contains("\"content\":\"b2Rk\"");
    }

    @Test
    void namesThatAreNotAsciiAreSafeInHeaders() {
        server.save(project, ODD, "odd");
        server.save(project, "日本\"x.txt", "x");

        HttpResponse<byte[]> odd = raw("dir%20a%2F.env-1_x%25%2B%C3%A9&;=@:.json");
        assertThat(header(odd, "x-gitlab-file-path")).isEqualTo("dir a/.env-1_x%25+%C3%A9&;=@:.json");
        HttpResponse<byte[]> quoted = raw("%E6%97%A5%E6%9C%AC%22x.txt");
        assertThat(header(quoted, "content-disposition"))
                .isEqualTo("inline; filename=\"___x.txt\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC%22x.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%5C",
                "a%5Cb",
                "..",
                "../x",
                "%2E%2E%2Fx",
                "a/..",
                "a/%2e%2e/b",
                "%2Fetc%2Fpasswd",
                "a%2F",
                "a/",
                "a%2F%2Fb",
                ".",
                "a%0Ab",
                "a%7F",
                "%FF",
                "%C0%AF",
                "%ED%A0%80",
                "a%C3"
            })
    void whatCantBeAPathIsABadRequestInJson(String path) {
        assertThat(server.rawGet(repository("files/" + path)))
                .startsWith("HTTP/1.1 400")
                .contains("Content-Type: application/json", "\"message\":", "\"code\":");
    }

    @Test
    void aVeryLongPathIsABadRequestInJson() {
        assertThat(server.rawGet(repository("files/" + "a".repeat(5000) + "/raw")))
                .startsWith("HTTP/1.1 400")
                .contains("INVALID_PATH");
        assertThat(server.rawGet(repository("files/" + "a%2F".repeat(1200) + "b/raw")))
                .startsWith("HTTP/1.1 400")
                .contains("INVALID_PATH");
        assertThat(server.rawGet(repository("files/" + "a".repeat(20_000) + "/raw")))
                .startsWith("HTTP/1.1 414")
                .contains("\"code\":\"URI_TOO_LONG\"");
    }

    @Test
    void anUnknownFileOrRefIsNotFoundInGitLabsWords() {
        server.save(project, "a/b", "x");

        assertError(raw("nope"), 404, "FILE_NOT_FOUND", "404 File Not Found");
        assertError(raw("a"), 404, "FILE_NOT_FOUND", "404 File Not Found");
        assertError(raw("a%2Fb%2Fc"), 404, "FILE_NOT_FOUND", "404 File Not Found");
        assertError(server.get(repository("files/a%2Fb/raw?ref=nope")), 404, "REF_NOT_FOUND", "404 Commit Not Found");
        assertError(server.get(repository("files/a%2Fb?ref=nope")), 404, "REF_NOT_FOUND", "404 Commit Not Found");
    }

    @Test
    void anOlderStateIsReadByItsSnapshot() {
        server.save(project, "a", "one");
        Snapshot two = server.save(project, "a", "two");
        server.save(project, "a", "three");

        assertThat(text(server.get(repository("files/a/raw?ref=master@v0002")))).isEqualTo("one");
        assertThat(text(server.get(
                        repository("files/a/raw?ref=" + two.commitId().hex()))))
                .isEqualTo("two");
        HttpResponse<byte[]> newest = server.get(repository("files/a/raw"));
        assertThat(text(newest)).isEqualTo("three");
        assertThat(header(newest, "x-gitlab-ref")).isEqualTo("master");
        assertThat(header(server.get(repository("files/a/raw?ref=HEAD")), "x-gitlab-ref"))
                .isEqualTo("HEAD");
    }

    @Test
    void theTagOfRawIsItsGitIdAndOfMetadataChangesWithAnyField() {
        server.save(project, "a", "{}");
        String raw = header(raw("a"), "etag");
        String metadata = header(server.get(repository("files/a")), "etag");
        assertThat(raw).isEqualTo("\"9e26dfeeb6e641a33dae4961196235bdb965b21b\"");

        server.save(project, "b", "x");

        assertThat(server.get(repository("files/a/raw"), "If-None-Match", raw).statusCode())
                .isEqualTo(304);
        assertThat(server.get(repository("files/a"), "If-None-Match", metadata).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"x\", %s", "\"x\" , W/%s,\"y\"", "*", "\"a,b\",%s"})
    void ifNoneMatchIsAListWeakOrAStar(String form) {
        server.save(project, "a", "{}");
        String tag = header(raw("a"), "etag");

        assertThat(server.get(repository("files/a/raw"), "If-None-Match", form.formatted(tag))
                        .statusCode())
                .isEqualTo(304);
        assertThat(server.get(repository("files/a/raw"), "If-None-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 300_000})
    void aPartIsGivenOnlyWhereOneIsAskedFor(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        server.save(project, "master", "x", bytes);
        String target = repository("files/x/raw");

        assertThat(raw("x").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> part = server.get(target, "Range", "bytes=2-4");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).containsExactly(bytes[2], bytes[3], bytes[4]);
        assertThat(header(part, "content-range")).isEqualTo("bytes 2-4/" + size);
        HttpResponse<byte[]> end = server.get(target, "Range", "bytes=-1");
        assertThat(end.body()).containsExactly(bytes[size - 1]);
        assertThat(server.get(target, "Range", "bytes=1-").body()).hasSize(size - 1);
        assertThat(server.get(target, "Range", "bytes=0-0,2-2").statusCode()).isEqualTo(200);
        assertThat(header(server.get(target, "Range", "bytes=1-99999999"), "content-range"))
                .isEqualTo("bytes 1-" + (size - 1) + "/" + size);
        for (String whole : List.of("lines=1-2", "bytes=", "bytes=-", "bytes=x-1", "bytes=1-99999999999999999999")) {
            assertThat(server.get(target, "Range", whole).statusCode())
                    .as(whole)
                    .isEqualTo(200);
        }
        assertThat(server.get(target, "Range", "bytes=0-1", "If-Range", "\"old\"")
                        .statusCode())
                .isEqualTo(200);
        for (String none : List.of("bytes=" + size + "-", "bytes=-0", "bytes=3-2")) {
            HttpResponse<byte[]> refused = server.get(target, "Range", none);
            assertError(refused, 416, "RANGE_NOT_SATISFIABLE", "416 Range Not Satisfiable");
            assertThat(header(refused, "content-range")).isEqualTo("bytes */" + size);
        }
    }

    @Test
    void aLargeFileComesWholeEitherWay() {
        byte[] bytes = new byte[5_000_001];
        new Random(5).nextBytes(bytes);
        server.save(project, "master", "big", bytes);

        HttpResponse<byte[]> raw = raw("big");
        assertThat(raw.body()).isEqualTo(bytes);
        assertThat(header(raw, "content-length")).isEqualTo("5000001");
        HttpResponse<byte[]> metadata = server.get(repository("files/big"));
        assertThat(Base64.getDecoder().decode(json(metadata).get("content").asString()))
                .isEqualTo(bytes);
        assertThat(header(metadata, "content-length")).isEqualTo(Integer.toString(metadata.body().length));
        HttpResponse<byte[]> head = server.head(repository("files/big"));
        assertThat(header(head, "content-length")).isEqualTo(Integer.toString(metadata.body().length));
        assertThat(server.get(repository("files/big"), "If-None-Match", header(metadata, "etag"))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void acceptIsNoReasonToRefuse() {
        server.save(project, "a.json", "{}");
        for (String accept : new String[] {"*", "application/json", "image/png", "text/html"}) {
            assertThat(server.get(repository("files/a.json/raw"), "Accept", accept)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBodyOrItsTypeOnAGetDoesNoHarm() {
        server.save(project, "a.json", "{}");
        String answer = server.raw(
                "GET " + repository("files/a.json/raw") + " HTTP/1.1\r\nHost: x\r\nPRIVATE-TOKEN: " + server.token
                        + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{}");
        assertThat(server.get(repository("files/a.json/raw"), "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void doubleSlashesCountAsOneButInAFilesPath() {
        server.save(project, "a/b", "x");

        assertThat(server.rawGet("/" + P + "//projects/" + SHOP + "//repository/files/a/b/raw"))
                .startsWith("HTTP/1.1 ");
        assertThat(server.rawGet(P + "//projects/" + SHOP + "//repository/files/a/b/raw"))
                .startsWith("HTTP/1.1 200")
                .endsWith("x");
        assertThat(server.rawGet(P + "/projects/" + SHOP + "/repository/files/a//b/raw"))
                .startsWith("HTTP/1.1 400")
                .contains("INVALID_PATH");
    }
}
