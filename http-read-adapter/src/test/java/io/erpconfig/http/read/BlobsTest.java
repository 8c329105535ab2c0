package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.repository;
import static io.erpconfig.http.read.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BlobsTest {

    /** The blob id of "{}". */
    private static final String ID = "9e26dfeeb6e641a33dae4961196235bdb965b21b";

    private final TestServer server = TestServer.start();
    private Project project;

    @BeforeEach
    void store() {
        project = server.project();
        server.save(project, "a/b.json", "{}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBlobIsFoundByItsGitId() {
        JsonNode blob = server.json(repository("blobs/" + ID));

        assertThat(blob.get("size").asInt()).isEqualTo(2);
        assertThat(blob.get("encoding").asString()).isEqualTo("base64");
        assertThat(blob.get("content").asString()).isEqualTo("e30=");
        assertThat(blob.get("sha").asString()).isEqualTo(ID);
    }

    @Test
    void rawIsTheBytes() {
        HttpResponse<byte[]> raw = server.get(repository("blobs/" + ID + "/raw"));

        assertThat(text(raw)).isEqualTo("{}");
        assertThat(header(raw, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(raw, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(server.get(repository("blobs/" + ID + "/raw"), "If-None-Match", header(raw, "etag"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(server.head(repository("blobs/" + ID + "/raw")).statusCode()).isEqualTo(200);
    }

    @Test
    void aBlobOfAnOlderSnapshotIsStillThere() {
        server.save(project, "a/b.json", "{ }");

        assertThat(text(server.get(repository("blobs/" + ID + "/raw")))).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789012345678901234567890123456789", "9e26dfee", "x", "..", "%FF%FE"})
    void anythingElseIsNotFound(String id) {
        if (id.startsWith("%")) {
            assertThat(server.rawGet(repository("blobs/" + id))).startsWith("HTTP/1.1 400");
        } else {
            assertError(server.get(repository("blobs/" + id)), 404, "BLOB_NOT_FOUND", "404 Blob Not Found");
        }
    }

    @Test
    void anotherProjectsBlobIsNotFound() {
        server.project(ALICE, new RepoId("empty.erp-config"));

        assertError(
                server.get(P + "/projects/empty.erp-config/repository/blobs/" + ID),
                404,
                "BLOB_NOT_FOUND",
                "404 Blob Not Found");
    }
}
