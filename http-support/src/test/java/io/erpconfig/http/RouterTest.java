package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

    private final Router<String> router = new Router<>(List.of(
            new Route<>("GET", "files/{path...}/raw", "raw"),
            new Route<>("GET", "files/{path...}", "metadata"),
            new Route<>("PUT", "files/{path...}", "put"),
            new Route<>("GET", "branches/{branch}", "branch"),
            new Route<>("HEAD", "branches/{branch}", "exists"),
            new Route<>("GET", "branches", "branches"),
            new Route<>("GET", "archive.{format}", "archive"),
            new Route<>("GET", "{list:issues|labels}/{item...}", "item")));

    private Router.Match<String> find(String method, String path) {
        return router.find(method, RequestPath.parse(path));
    }

    @ParameterizedTest
    @CsvSource({
        "files/x/raw, raw, x",
        "files/x%2Fraw, metadata, x/raw",
        "files/raw, metadata, raw",
        "files/raw/raw, raw, raw",
        "files/a/b/c, metadata, a/b/c",
        "files/a%2Fb/c/raw, raw, a/b/c",
        "files/a/, metadata, a/"
    })
    void theRestOfAPathIsOnePartOrMore(String path, String handler, String value) {
        Router.Match<String> match = find("GET", path);

        assertThat(match.route().handler()).isEqualTo(handler);
        assertThat(match.variables()).containsEntry("path", value);
    }

    @Test
    void aVariableIsOnePart() {
        assertThat(find("GET", "branches/a%2Fb").variables()).containsEntry("branch", "a/b");
        assertNotFound("branches/a/b");
    }

    @Test
    void aVariableMayBeTheEndOfAPart() {
        assertThat(find("GET", "archive.tar.gz").variables()).containsEntry("format", "tar.gz");
        assertThat(find("GET", "archive.").variables()).containsEntry("format", "");
        assertNotFound("archive");
        assertNotFound("archives.zip");
    }

    @Test
    void aVariableMayBeLimitedToSomeValues() {
        assertThat(find("GET", "labels/a/b").variables())
                .containsEntry("list", "labels")
                .containsEntry("item", "a/b");
        assertNotFound("label/a");
        assertNotFound("{list:issues|labels}/a");
    }

    @Test
    void headIsAnsweredByItsOwnRouteElseByGets() {
        assertThat(find("HEAD", "branches/x").route().handler()).isEqualTo("exists");
        assertThat(find("HEAD", "files/x").route().handler()).isEqualTo("metadata");
    }

    @Test
    void anUnknownPathIsNotFound() {
        assertNotFound("");
        assertNotFound("files");
        assertNotFound("nope");
    }

    private void assertNotFound(String path) {
        assertThatThrownBy(() -> find("GET", path))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ApiErrorCode.NOT_FOUND));
    }

    @Test
    void anotherMethodIsToldWhichAreAllowed() {
        assertThatThrownBy(() -> find("DELETE", "files/x")).isInstanceOfSatisfying(ApiException.class, refusal -> {
            assertThat(refusal.answer().status()).isEqualTo(405);
            assertThat(refusal.answer().headers()).contains(new Answer.Header("Allow", "GET, HEAD, PUT"));
        });
    }
}
