package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.repository;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.Project;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs and headers in bytes that should have been encoded. */
class RawBytesTest {

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    /** A text as what has these bytes when it is sent. */
    private static String raw(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9", "\u20ac", "\ud83d\ude00", "x\ud83d\ude00y", "\udbff\udfff"})
    void whatIsUtf8MeansItself(String name) {
        Project project = server.project();
        server.save(project, "folder-" + name + "/a", "found");
        server.branch(project, "b-" + name, "master");
        String sent = raw(name.getBytes(UTF_8));

        for (int i = 0; i < 2; i++) {
            assertThat(server.rawGet(repository("files/folder-" + sent + "/a/raw?ref=b-" + sent)))
                    .endsWith("\r\n\r\nfound");
            assertThat(server.rawGet(repository("tree?path=folder-" + sent + "&ref=b-" + sent)))
                    .contains("\"name\":\"a\"");
            assertThat(server.rawGet(repository("branches/b-" + sent))).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "80", "c0af", "e282", "f09f98", "eda080", "eda0bdedb880", "f4908080", "efbfbd"})
    void whatIsNotIsRefused(String hex) {
        server.save(server.project(), "a\ufffdb", "not meant");
        String sent = raw(HexFormat.of().parseHex(hex));

        assertThat(server.rawGet(repository("files/a" + sent + "b/raw"))).startsWith("HTTP/1.1 400");
        assertThat(server.rawGet(repository("tree?path=a" + sent + "b"))).startsWith("HTTP/1.1 400");
        assertThat(server.rawGet(repository("branches?search=" + sent))).startsWith("HTTP/1.1 400");
        assertThat(server.rawGet(P + "/projects/" + sent)).startsWith("HTTP/1.1 400");
        assertThat(server.rawGet(repository("branches?private_token=" + sent))).startsWith("HTTP/1.1 400");
    }

    @Test
    void noTwoMachinesAreTheSameForBytesThatAreNotUtf8() {
        server.save(server.project(), "a", "content");
        String value = server.issueBound(TestServer.ALICE).value().reveal();

        assertThat(instance(value, "e9")).startsWith("HTTP/1.1 200");
        assertThat(instance(value, "e8")).startsWith("HTTP/1.1 401");
        assertThat(instance(value, "ff")).startsWith("HTTP/1.1 401");
        assertThat(instance(value, "3f")).startsWith("HTTP/1.1 401");
        assertThat(instance(value, "efbfbd")).startsWith("HTTP/1.1 401");
        assertThat(instance(value, "e9")).startsWith("HTTP/1.1 200");
    }

    private String instance(String token, String hex) {
        return server.raw("GET " + repository("files/a/raw") + " HTTP/1.1\r\nHost: x\r\nPRIVATE-TOKEN: " + token
                + "\r\nX-Instance-Id: " + raw(HexFormat.of().parseHex(hex)) + "\r\nConnection: close\r\n\r\n");
    }
}
