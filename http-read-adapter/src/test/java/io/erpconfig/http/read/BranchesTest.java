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
import io.erpconfig.http.Query;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BranchesTest {

    private final TestServer server = TestServer.start();
    private Project project;
    private Snapshot live;

    @BeforeEach
    void store() {
        project = server.project();
        live = server.save(project, "a.json", "{}");
        server.branch(project, "feature/x", "master");
        server.branch(project, "Test", "master");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<String> names(String query) {
        List<String> names = new ArrayList<>();
        server.json(repository("branches" + query))
                .forEach(branch -> names.add(branch.get("name").asString()));
        return names;
    }

    @Test
    void aBranchHasTheFieldsThatClientsNeed() {
        JsonNode branch = server.json(repository("branches/master"));

        assertThat(branch.get("name").asString()).isEqualTo("master");
        assertThat(branch.get("default").asBoolean()).isTrue();
        assertThat(branch.propertyNames())
                .contains("merged", "protected", "developers_can_push", "developers_can_merge", "can_push", "web_url");
        JsonNode commit = branch.get("commit");
        assertThat(commit.get("id").asString()).isEqualTo(live.commitId().hex());
        assertThat(commit.get("short_id").asString()).isEqualTo(live.shortId());
        assertThat(commit.get("created_at").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
        assertThat(commit.get("message").asString()).isEqualTo("Save a.json");
        assertThat(commit.get("author_name").asString()).isEqualTo("alice");
        assertThat(commit.get("author_email").asString()).isEqualTo("alice@users.invalid");
        assertThat(commit.get("parent_ids").size()).isEqualTo(1);
        assertThat(commit.get("trailers").isObject()).isTrue();
        assertThat(commit.get("extended_trailers").isObject()).isTrue();
    }

    @Test
    void theListIsInTheOrderOfNames() {
        assertThat(names("")).containsExactly("Test", "feature/x", "master");
    }

    @ParameterizedTest
    @CsvSource({"aste, master", "^mas, master", "ter$, master", "^master$, master", "TEST, Test", "E/, feature/x"})
    void searchFindsAPartOrAnEndOfANameInAnyCase(String search, String name) {
        assertThat(names("?search=" + URLEncoder.encode(search, StandardCharsets.UTF_8)))
                .containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"^aster", "maste$", "^maste$", "nope"})
    void searchFindsNothingElse(String search) {
        assertThat(names("?search=" + URLEncoder.encode(search, StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void emptyFiltersCountAsLeftOut() {
        assertThat(names("?search=&regex=&unknown=1")).hasSize(3);
    }

    @Test
    void aRegularExpressionIsFoundAnywhereInAName() {
        assertThat(names("?regex=%5E%28feature%7Crelease%29%2F")).containsExactly("feature/x");
        assertThat(names("?regex=t")).containsExactly("Test", "feature/x", "master");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a**", "[", "((((a{9}){9}){9}){9})", "a{1,1000}", "(ab{90}){1,90}", "(?=x)", "\\"})
    void aRegularExpressionThatIsNoneOrTooLargeIsABadRequest(String regex) {
        HttpResponse<byte[]> answer =
                server.get(repository("branches?regex=" + URLEncoder.encode(regex, StandardCharsets.UTF_8)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("code").asString()).isEqualTo("INVALID_PARAMETER");
    }

    @Test
    void aRegularExpressionIsTakenApartOnAnyStack() throws Exception {
        List<String> deep = List.of("a{1,100}", "(".repeat(127) + "a" + ")".repeat(127), "((a{1,10}){1,5}){1,2}");
        List<Throwable> failures = new ArrayList<>();
        Thread small = new Thread(
                null,
                () -> deep.forEach(
                        regex -> BranchFilter.of(Query.parse("regex=" + regex)).test("a")),
                "small",
                192 * 1024);
        small.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
        small.start();
        small.join();

        assertThat(failures).isEmpty();
    }

    @Test
    void aBranchWithASlashComesEncoded() {
        assertThat(server.json(repository("branches/feature%2Fx")).get("name").asString())
                .isEqualTo("feature/x");
    }

    @Test
    void aBranchThatIsNotThereOrCantBeIsNotFound() {
        for (String name : new String[] {"nope", "a..b", "HEAD", "%20", "master@v0001", "a".repeat(300)}) {
            String one = repository("branches/" + name);
            assertError(server.get(one), 404, "BRANCH_NOT_FOUND", "404 Branch Not Found");
            assertThat(server.head(one).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void headTellsWhetherABranchIsThere() {
        assertThat(server.head(repository("branches/master")).statusCode()).isEqualTo(204);
        assertThat(server.head(repository("branches/nope")).statusCode()).isEqualTo(404);
    }

    @Test
    void withoutPageTheListIsCompleteAndSaysSo() {
        for (int i = 0; i < 120; i++) {
            server.branch(project, "b" + i, "master");
        }
        HttpResponse<byte[]> all = server.get(repository("branches"));

        assertThat(json(all).size()).isEqualTo(123);
        HttpResponse<byte[]> head = server.head(repository("branches"));
        for (HttpResponse<byte[]> each : List.of(all, head)) {
            assertThat(header(each, "x-total")).isEqualTo("123");
            assertThat(header(each, "x-total-pages")).isEqualTo("1");
            assertThat(header(each, "x-page")).isEqualTo("1");
            assertThat(header(each, "x-per-page")).isEqualTo("123");
            assertThat(header(each, "x-next-page")).isEmpty();
            assertThat(header(each, "x-prev-page")).isEmpty();
            assertThat(header(each, "link")).contains("rel=\"first\"").doesNotContain("rel=\"next\"");
        }
    }

    @Test
    void pagesHaveGitLabsHeadersAndLinksUnderTheClientsBaseUrl() {
        String path = P + "/api/v4/projects/" + SHOP + "/repository/branches";
        HttpResponse<byte[]> page = server.get(path + "?per_page=1&page=2&search=t");

        assertThat(json(page).size()).isEqualTo(1);
        assertThat(header(page, "x-page")).isEqualTo("2");
        assertThat(header(page, "x-per-page")).isEqualTo("1");
        assertThat(header(page, "x-prev-page")).isEqualTo("1");
        assertThat(header(page, "x-next-page")).isEqualTo("3");
        assertThat(header(page, "x-total")).isEqualTo("3");
        assertThat(header(page, "x-total-pages")).isEqualTo("3");
        String url = "<" + server.origin() + path + "?search=t&page=";
        assertThat(header(page, "link"))
                .isEqualTo(url + "1&per_page=1>; rel=\"prev\", " + url + "3&per_page=1>; rel=\"next\", " + url
                        + "1&per_page=1>; rel=\"first\", " + url + "3&per_page=1>; rel=\"last\"");
    }

    @Test
    void theLastPageHasNoNextOne() {
        HttpResponse<byte[]> page = server.get(repository("branches?per_page=2&page=2"));

        assertThat(header(page, "x-next-page")).isEmpty();
        assertThat(header(page, "link")).doesNotContain("rel=\"next\"");
    }

    @Test
    void aPageBehindTheLastIsEmpty() {
        HttpResponse<byte[]> page = server.get(repository("branches?page=2000000000&per_page=100"));

        assertThat(text(page)).isEqualTo("[]");
        assertThat(header(page, "x-total")).isEqualTo("3");
    }

    @Test
    void morePerPageThanAHundredCountsAsAHundred() {
        assertThat(header(server.get(repository("branches?per_page=1000")), "x-per-page"))
                .isEqualTo("100");
    }

    @Test
    void aNumberThatIsTooLargeToHoldIsALargeOne() {
        assertThat(header(server.get(repository("branches?per_page=99999999999999999999")), "x-per-page"))
                .isEqualTo("100");
        assertThat(text(server.get(repository("branches?page=99999999999999999999&per_page=1"))))
                .isEqualTo("[]");
    }

    @Test
    void aQueryThatIsTooLongToBeRepeatedInLinksIsRefused() {
        String query = "branches?page=1&per_page=1&x=" + "'".repeat(3000);

        assertThat(server.get(repository(query)).statusCode()).isEqualTo(414);
        assertThat(server.get(repository(query.replace("page=1&per_page=1&", "")))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"per_page=0", "per_page=-1", "per_page=x", "page=0", "page=x", "page=%2B5", "page=%D9%A5"})
    void aPageThatIsNoNumberFromOneIsABadRequest(String query) {
        assertThat(server.get(repository("branches?" + query)).statusCode()).isEqualTo(400);
    }

    @Test
    void theTagChangesExactlyWhenTheAnswerDoes() {
        HttpResponse<byte[]> before = server.get(repository("branches"));
        String tag = header(before, "etag");
        assertThat(tag).matches("\"[0-9a-f]+\"");
        HttpResponse<byte[]> same = server.get(repository("branches"), "If-None-Match", tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(header(same, "etag")).isEqualTo(tag);

        server.save(project, "a.json", "{ }");
        HttpResponse<byte[]> after = server.get(repository("branches"), "If-None-Match", tag);

        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(header(after, "etag")).isNotEqualTo(tag);
    }

    @Test
    void theTagOfABranchDoesNotChangeWithAnotherBranch() {
        String tag = header(server.get(repository("branches/Test")), "etag");
        server.save(project, "a.json", "{ }");

        assertThat(server.get(repository("branches/Test"), "If-None-Match", tag).statusCode())
                .isEqualTo(304);
    }
}
