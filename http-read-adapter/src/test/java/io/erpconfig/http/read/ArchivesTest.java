package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Project;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {

    private final TestServer server = TestServer.start();
    private Project project;
    private Snapshot live;

    @BeforeEach
    void store() {
        project = server.project();
        server.save(project, "a.json", "{}");
        live = server.save(project, "dir/b.txt", "b");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Map<String, String> zip(HttpResponse<byte[]> answer) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }

    @Test
    void aZipHasEveryFileBelowOneFolder() throws IOException {
        HttpResponse<byte[]> answer = server.get(repository("archive.zip"));
        String folder = "b2b-cnc.erp-config-master-" + live.shortId();

        assertThat(header(answer, "content-type")).isEqualTo("application/zip");
        assertThat(header(answer, "content-disposition")).startsWith("attachment; filename=\"" + folder + ".zip\"");
        assertThat(zip(answer))
                .containsOnly(Map.entry(folder + "/a.json", "{}"), Map.entry(folder + "/dir/b.txt", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "archive, tar.gz",
        "archive.tar.gz, tar.gz",
        "archive.tgz, tar.gz",
        "archive.gz, tar.gz",
        "archive?format=tgz, tar.gz",
        "archive.tar, tar",
        "archive?format=tar, tar",
        "archive.tar.bz2, tar.bz2",
        "archive.tbz, tar.bz2",
        "archive.tbz2, tar.bz2",
        "archive.tb2, tar.bz2",
        "archive.bz2, tar.bz2",
        "archive?format=tar.bz2, tar.bz2",
        "archive.tar.bz2?format=tbz, tar.bz2"
    })
    void aTarLikewise(String route, String ending) throws IOException {
        HttpResponse<byte[]> answer = server.get(repository(route));

        assertThat(header(answer, "content-type")).isEqualTo("application/octet-stream");
        assertThat(header(answer, "content-disposition"))
                .startsWith("attachment; filename=\"b2b-cnc.erp-config-master-" + live.shortId() + "." + ending + "\"");
        InputStream bytes = new ByteArrayInputStream(answer.body());
        int files = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                switch (ending) {
                    case "tar.gz" -> new GZIPInputStream(bytes);
                    case "tar.bz2" -> new BZip2CompressorInputStream(bytes);
                    default -> bytes;
                })) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files += entry.isFile() ? 1 : 0;
            }
        }
        assertThat(files).isEqualTo(2);
    }

    @Test
    void aZipMayBeAskedForAsAFormatToo() throws IOException {
        HttpResponse<byte[]> answer = server.get(repository("archive?format=zip"));

        assertThat(header(answer, "content-type")).isEqualTo("application/zip");
        assertThat(answer.body())
                .isEqualTo(server.get(repository("archive.zip")).body());
    }

    @ParameterizedTest
    @CsvSource({
        "exclude_paths=dir, a.json",
        "exclude_paths=a.json, dir/b.txt",
        "exclude_paths%5B%5D=dir%2Fb.txt, a.json",
        "exclude_paths=, a.json dir/b.txt",
        "exclude_paths=a.json%2Cdir, ''",
        "path=dir&exclude_paths=a.json, dir/b.txt",
        "path=dir&exclude_paths=dir, ''",
        "include_lfs_blobs=false, a.json dir/b.txt"
    })
    void whatIsNotWantedIsLeftOut(String query, String left) throws IOException {
        String folder = "b2b-cnc.erp-config-master-" + live.shortId() + '/';
        HttpResponse<byte[]> answer = server.get(repository("archive.zip?" + query));

        assertThat(String.join(" ", zip(answer).keySet()).replace(folder, "")).isEqualTo(left);
        boolean all = left.contains(" ");
        assertThat(header(answer, "etag").equals(header(server.get(repository("archive.zip")), "etag")))
                .isEqualTo(all);
    }

    @Test
    void aRefAndAPathNarrowIt() throws IOException {
        assertThat(zip(server.get(repository("archive.zip?sha=master@v0002")))).hasSize(1);
        assertThat(zip(server.get(repository("archive.zip?path=dir"))))
                .containsOnlyKeys("b2b-cnc.erp-config-master-" + live.shortId() + "/dir/b.txt");
    }

    @Test
    void aSlashInTheRefIsADashInTheName() {
        server.branch(project, "feature/x", "master");

        assertThat(header(server.get(repository("archive.zip?sha=feature%2Fx")), "content-disposition"))
                .contains("filename=\"b2b-cnc.erp-config-feature-x-" + live.shortId() + ".zip\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"archive.zip?sha=nope", "archive.zip?path=nope", "archive.tbz?exclude_paths=a.json,nope"})
    void whatIsNotThereIsNotFoundInGitLabsWords(String target) {
        assertThat(server.get(repository(target)).statusCode()).isEqualTo(404);
        assertThat(TestServer.json(server.get(repository(target)))
                        .get("message")
                        .asString())
                .isEqualTo("404 File Not Found");
        assertThat(server.head(repository(target)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "archive.rar",
                "archive.",
                "archive.ZIP",
                "archive?format=rar",
                "archive.zip?format=x",
                "archive.tb2?format=x"
            })
    void anUnknownFormatSaysSo(String route) {
        assertError(
                server.get(repository(route)),
                400,
                "INVALID_PARAMETER",
                "format must be one of zip, tar.gz, tgz, gz, tar.bz2, tbz, tbz2, tb2, bz2, tar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "archive.zip?format=tar",
                "archive.tbz?format=zip",
                "archive.zip?include_lfs_blobs=x",
                "archive.zip?exclude_paths=../x",
                "archive?format=zip&format=zip"
            })
    void whatCantBeReadIsABadRequest(String route) {
        assertThat(server.get(repository(route)).statusCode()).isEqualTo(400);
    }

    @Test
    void headTellsTheNameAndNoLength() {
        HttpResponse<byte[]> head = server.head(repository("archive.zip"));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "content-disposition")).contains(".zip");
        assertThat(header(head, "content-length")).isEqualTo("(none)");
    }

    @Test
    void equalContentHasAnEqualTagAndEqualBytes() {
        HttpResponse<byte[]> before = server.get(repository("archive.zip"));
        String tag = header(before, "etag");
        assertThat(server.get(repository("archive.zip"), "If-None-Match", tag).statusCode())
                .isEqualTo(304);

        server.save(project, "a.json", "{ }");
        assertThat(server.get(repository("archive.zip"), "If-None-Match", tag).statusCode())
                .isEqualTo(200);
        server.save(project, "a.json", "{}");
        HttpResponse<byte[]> after = server.get(repository("archive.zip"));

        assertThat(header(after, "etag")).isEqualTo(tag);
        assertThat(after.body()).isEqualTo(before.body());
    }
}
