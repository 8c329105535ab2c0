package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.json;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Project;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TreeTest {

    private final TestServer server = TestServer.start();
    private Project project;

    @BeforeEach
    void store() {
        project = server.project();
        server.save(project, "b.json", "{}");
        server.save(project, "zoo/deep/x.txt", "x");
        server.save(project, "zoo/a.txt", "a");
        server.save(project, "Ärger/é.txt", "é");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<String> paths(JsonNode tree) {
        List<String> paths = new ArrayList<>();
        tree.forEach(entry -> paths.add(entry.get("path").asString()));
        return paths;
    }

    @Test
    void foldersComeBeforeFilesEachByPath() {
        assertThat(paths(server.json(repository("tree")))).containsExactly("zoo", "Ärger", "b.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "True", "TRUE"})
    void recursiveListsEverythingBelow(String yes) {
        assertThat(paths(server.json(repository("tree?recursive=" + yes))))
                .containsExactly("zoo", "zoo/deep", "Ärger", "b.json", "zoo/a.txt", "zoo/deep/x.txt", "Ärger/é.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "false", "False"})
    void notRecursiveListsOneFolder(String no) {
        assertThat(paths(server.json(repository("tree?recursive=" + no)))).hasSize(3);
    }

    @Test
    void entriesHaveGitsIdsTypesAndModes() {
        JsonNode tree = server.json(repository("tree"));
        JsonNode folder = tree.get(0);
        JsonNode file = tree.get(2);

        assertThat(folder.get("type").asString()).isEqualTo("tree");
        assertThat(folder.get("mode").asString()).isEqualTo("040000");
        assertThat(folder.get("name").asString()).isEqualTo("zoo");
        assertThat(file.get("type").asString()).isEqualTo("blob");
        assertThat(file.get("mode").asString()).isEqualTo("100644");
        // What `git hash-object` says of "{}".
        assertThat(file.get("id").asString()).isEqualTo("9e26dfeeb6e641a33dae4961196235bdb965b21b");
    }

    @Test
    void aFoldersListIsOfPathsFromTheRoot() {
        assertThat(paths(server.json(repository("tree?path=zoo")))).containsExactly("zoo/deep", "zoo/a.txt");
        assertThat(paths(server.json(repository("tree?path=zoo%2Fdeep&recursive=1"))))
                .containsExactly("zoo/deep/x.txt");
        assertThat(paths(server.json(repository("tree?path=%C3%84rger")))).containsExactly("Ärger/é.txt");
    }

    @Test
    void anEmptyBranchHasAnEmptyTree() {
        assertThat(server.json(repository("tree?ref=master@v0001")).size()).isZero();
    }

    @Test
    void everyRefIsUnderstood() {
        Snapshot live = server.live(project, "master");
        for (String ref : new String[] {
            "master", "HEAD", "master@v0005", "master@v5", live.commitId().hex(), ""
        }) {
            assertThat(server.json(repository("tree?ref=" + ref)).size())
                    .as(ref)
                    .isEqualTo(3);
        }
        assertThat(server.json(repository("tree?ref=master@v2")).size()).isEqualTo(1);
    }

    @Test
    void anUnknownRefAndAnUnknownFolderAreNotFoundInGitLabsWords() {
        for (String ref : new String[] {"nope", "master@v99", "0123456789012345678901234567890123456789"}) {
            assertError(server.get(repository("tree?ref=" + ref)), 404, "REF_NOT_FOUND", "404 Tree Not Found");
        }
        for (String path : new String[] {"nope", "b.json", "zoo/nope"}) {
            assertError(
                    server.get(repository("tree?path=" + path)),
                    404,
                    "FOLDER_NOT_FOUND",
                    "404 invalid revision or path Not Found");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"path=..", "path=/zoo", "path=zoo/", "path=a%5Cb", "recursive=maybe", "path=%ff", "pagination=x"
            })
    void whatCantBeReadIsABadRequest(String query) {
        assertThat(server.get(repository("tree?" + query)).statusCode()).isEqualTo(400);
    }

    @Test
    void pagesByKeyHaveOnlyALinkToTheNextOne() {
        List<String> seen = new ArrayList<>();
        String target = repository("tree?recursive=true&pagination=keyset&per_page=3");
        int pages = 0;
        while (!target.isEmpty()) {
            HttpResponse<byte[]> page = server.get(target);
            seen.addAll(paths(json(page)));
            assertThat(page.headers().map()).doesNotContainKeys("x-page", "x-total");
            String link = header(page, "link");
            target = link.equals("(none)")
                    ? ""
                    : link.substring(1, link.indexOf('>'))
                            .substring(server.origin().length());
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen)
                .containsExactly("zoo", "zoo/deep", "Ärger", "b.json", "zoo/a.txt", "zoo/deep/x.txt", "Ärger/é.txt");
    }

    @Test
    void aKeyThatWasNeverGivenIsABadRequest() {
        assertThat(server.get(repository("tree?pagination=keyset&page_token=x")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void noPaginationIsTheWholeList() {
        HttpResponse<byte[]> all = server.get(repository("tree?recursive=true&pagination=none&per_page=1"));

        assertThat(json(all).size()).isEqualTo(7);
        assertThat(all.headers().map()).containsEntry("x-total-pages", List.of("1"));
    }

    @Test
    void aThousandEntriesComeInOneAnswer() {
        List<io.erpconfig.core.edit.Change> puts = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            puts.add(new io.erpconfig.core.edit.Change.Put(
                    new io.erpconfig.core.content.ConfigPath("many/f" + i),
                    io.erpconfig.core.content.ContentSource.of(new byte[] {1})));
        }
        server.edit(project, "master", "many", puts.toArray(io.erpconfig.core.edit.Change[]::new));

        assertThat(server.json(repository("tree?path=many")).size()).isEqualTo(1000);
    }

    @Test
    void allPagesTogetherAreTheWholeListAtWhateverSize() {
        server.save(project, "zoo-1/a.txt", "sorts before zoo/");
        List<String> all = paths(server.json(repository("tree?recursive=1")));
        for (int size = 1; size <= all.size() + 1; size++) {
            for (String pagination : List.of("legacy", "keyset")) {
                List<String> seen = new ArrayList<>();
                String target = repository("tree?recursive=1&per_page=%d&pagination=%s".formatted(size, pagination));
                for (Optional<String> next = Optional.of(target); next.isPresent(); ) {
                    HttpResponse<byte[]> page = server.get(next.get());
                    List<String> paths = paths(json(page));
                    seen.addAll(paths);
                    next = next(page);
                    assertThat(paths.size()).isEqualTo(next.isPresent() ? size : paths.size());
                    if (pagination.equals("legacy")) {
                        assertThat(header(page, "x-total")).isEqualTo(Integer.toString(all.size()));
                        assertThat(header(page, "x-next-page").isEmpty()).isEqualTo(next.isEmpty());
                    }
                }
                assertThat(seen).as(pagination + " by " + size).isEqualTo(all);
            }
        }
        assertThat(server.json(repository("tree?recursive=1&per_page=3&page=1000")))
                .isEmpty();
    }

    private Optional<String> next(HttpResponse<byte[]> page) {
        return Pattern.compile("<([^>]*)>; rel=\"next\"")
                .matcher(header(page, "link"))
                .results()
                .map(link -> link.group(1).substring(server.origin().length()))
                .findFirst();
    }

    @Test
    void aLongListIsSentWhileItIsMadeAndHasItsTag() {
        List<io.erpconfig.core.edit.Change> puts = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            puts.add(new io.erpconfig.core.edit.Change.Put(
                    new io.erpconfig.core.content.ConfigPath("many/" + i % 10 + "/f" + i),
                    io.erpconfig.core.content.ContentSource.of(new byte[] {1})));
        }
        server.edit(project, "master", "many", puts.toArray(io.erpconfig.core.edit.Change[]::new));
        String list = repository("tree?path=many&recursive=1");
        HttpResponse<byte[]> all = server.get(list);
        String tag = header(all, "etag");

        assertThat(paths(json(all)))
                .hasSize(1510)
                .startsWith("many/0", "many/1")
                .endsWith("many/9/f99", "many/9/f999");
        assertThat(all.headers().map())
                .containsEntry("x-total", List.of("1510"))
                .doesNotContainKey("content-length");
        server.save(project, "b.json", "other");
        assertThat(server.get(list, "If-None-Match", tag).statusCode()).isEqualTo(304);
        server.save(project, "many/9/f99", "other");
        assertThat(server.get(list, "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void theTagChangesExactlyWhenTheAnswerDoes() {
        String root = header(server.get(repository("tree")), "etag");
        String folder = header(server.get(repository("tree?path=zoo")), "etag");

        server.save(project, "b.json", "{ }");

        assertThat(server.get(repository("tree"), "If-None-Match", root).statusCode())
                .isEqualTo(200);
        assertThat(server.get(repository("tree?path=zoo"), "If-None-Match", folder)
                        .statusCode())
                .isEqualTo(304);
        server.save(project, "b.json", "{}");
        assertThat(server.get(repository("tree"), "If-None-Match", root).statusCode())
                .isEqualTo(304);
    }
}
