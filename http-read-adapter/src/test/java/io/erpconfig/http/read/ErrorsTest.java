package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.repository;
import static io.erpconfig.http.read.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.Project;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsTest {

    private final TestServer server = TestServer.start();
    private Project project;

    @BeforeEach
    void store() {
        project = server.project();
        server.save(project, "a.json", "{}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                P,
                P + "/",
                P + "/nope",
                P + "/projects/x.erp-config/nope",
                "/api/v4",
                "/api/v4/",
                "/api/v4/nope",
                "/elsewhere",
                "/"
            })
    void anUnknownRouteIsNotFound(String path) {
        assertError(server.get(path), 404, "NOT_FOUND", "404 Not Found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"})
    void anotherMethodIsNotAllowedAndTheAnswerSaysWhichAre(String method) {
        String answer = server.raw(method + " " + repository("branches")
                + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET, HEAD\r\n")
                .contains("{\"message\":\"405 Method Not Allowed\",\"code\":\"METHOD_NOT_ALLOWED\"}");
    }

    @Test
    void headOfAnErrorHasNoBody() {
        HttpResponse<byte[]> head = server.head(P + "/nope");

        assertThat(head.statusCode()).isEqualTo(404);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "STORAGE_FAILED, 500, 500 Storage Error",
        "STORAGE_DAMAGED, 500, 500 Storage Error",
        "STORAGE_UNAVAILABLE, 503, 503 Storage Unavailable"
    })
    void aFailureOfTheStorageSaysNothingOfWhatIsInside(ErrorCode code, int status, String message) {
        server.faults.fail(code);
        for (String target : new String[] {"files/a.json/raw", "files/a.json", "tree", "archive.zip"}) {
            HttpResponse<byte[]> answer = server.get(repository(target));

            assertError(answer, status, code.name(), message);
            assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 503);
            assertThat(text(answer)).doesNotContain("secret");
        }
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookWhole() {
        server.save(project, "master", "big", new byte[3_000_000]);
        server.get(repository("files/big/raw"));
        server.faults.failAfter(1_000_000);

        String raw = server.rawGet(repository("files/big/raw"));
        assertThat(raw).contains("Content-Length: 3000000");
        assertThat(raw.length()).isLessThan(3_000_000);
        String archive = server.rawGet(repository("archive.tar"));
        assertThat(archive.substring(0, 1000)).contains("Transfer-Encoding: chunked");
        assertThat(archive.endsWith("0\r\n\r\n")).isFalse();
        assertThat(raw + archive).doesNotContain("secret");
    }

    @Test
    void aLargeFileThatCantBeReadAtAllIsAnError() {
        server.save(project, "master", "big", new byte[3_000_000]);
        server.faults.failAfter(0);

        assertError(server.get(repository("files/big/raw")), 500, "STORAGE_FAILED", "500 Storage Error");
        assertError(server.get(repository("files/big")), 500, "STORAGE_FAILED", "500 Storage Error");
    }

    @Test
    void aLargeFileWhoseStoreGoesAwayMeanwhileCanBeAskedForAgain() {
        server.save(project, "master", "big", new byte[3_000_000]);
        server.faults.failAfter(0, ErrorCode.STORAGE_UNAVAILABLE);

        for (String target : new String[] {"files/big/raw", "files/big"}) {
            HttpResponse<byte[]> answer = server.get(repository(target));
            assertError(answer, 503, "STORAGE_UNAVAILABLE", "503 Storage Unavailable");
            assertThat(header(answer, "retry-after")).matches("[0-9]+");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%ZZ", "%", "%a", "a%2"})
    void whatIsNoUrlIsABadRequest(String part) {
        assertThat(server.rawGet(repository("files/" + part)))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"BAD_REQUEST\"");
        assertThat(server.rawGet(repository("tree?path=" + part.replace("%00", "%ff"))))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void whatTheServerItselfRefusesIsJsonToo() {
        assertThat(server.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/json", "X-Request-Id: ")
                .doesNotContain("<html", "Exception", "Server:", "jetty");
        assertThat(server.raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400").doesNotContain("<html", "Exception");
        assertThat(server.raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .contains("\"code\":\"HEADERS_TOO_LARGE\"");
        assertThat(server.raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414")
                .contains("\"code\":\"URI_TOO_LONG\"");
    }

    @Test
    void anIdThatTheRequestCameWithIsKeptIfItIsSane() {
        assertThat(header(server.get(P + "/projects", "X-Request-Id", "abc-1.2_3"), "x-request-id"))
                .isEqualTo("abc-1.2_3");
        assertThat(header(server.get(P + "/nope", "X-Request-Id", "abc"), "x-request-id"))
                .isEqualTo("abc");
        for (String insane : new String[] {"a b", "x".repeat(65), "<script>"}) {
            assertThat(header(server.get(repository("tree"), "X-Request-Id", insane), "x-request-id"))
                    .isNotEqualTo(insane)
                    .matches("[0-9a-f]{16}");
        }
    }

    @Test
    void nothingTellsWhatTheServerIsMadeOf() {
        HttpResponse<byte[]> answer = server.get(P + "/health");

        assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
    }
}
