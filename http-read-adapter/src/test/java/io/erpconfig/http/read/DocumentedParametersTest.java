package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * No parameter that GitLab documents for a route is ignored in silence: each of them has a line here for a value that
 * changes the answer, or one for which the answer is right anyway, and one for a value that can't be.
 */
class DocumentedParametersTest {

    /** The parameters that GitLab documents for each route, without paging and the ids in the path. */
    private static final Map<String, Set<String>> DOCUMENTED = Map.of(
            "projects",
                    Set.of(
                            "archived",
                            "active",
                            "id_after",
                            "id_before",
                            "imported",
                            "include_hidden",
                            "include_pending_delete",
                            "last_activity_after",
                            "last_activity_before",
                            "marked_for_deletion_on",
                            "membership",
                            "min_access_level",
                            "order_by",
                            "owned",
                            "pagination",
                            "repository_checksum_failed",
                            "repository_storage",
                            "search",
                            "search_namespaces",
                            "simple",
                            "sort",
                            "starred",
                            "statistics",
                            "topic",
                            "topic_id",
                            "updated_after",
                            "updated_before",
                            "visibility",
                            "wiki_checksum_failed",
                            "with_custom_attributes",
                            "with_issues_enabled",
                            "with_merge_requests_enabled",
                            "with_programming_language"),
            "projects/{id}", Set.of("license", "statistics", "with_custom_attributes"),
            "projects/{id}/repository/branches", Set.of("search", "regex", "sort", "pagination", "page_token"),
            "projects/{id}/repository/tree", Set.of("ref", "path", "recursive", "pagination", "page_token"),
            "projects/{id}/repository/files/b.json", Set.of("ref"),
            "projects/{id}/repository/files/b.json/raw", Set.of("ref", "lfs"));

    private static final String ALL = "Beta alpha b2b-cnc";
    private static final String NONE = "";

    /** A route, a query and what it answers: the names of a list, or the status of an error. */
    private record Line(String route, String query, String answer) {}

    private final TestServer server = TestServer.start();
    private Project alpha;

    @BeforeEach
    void store() {
        Project shop = server.project();
        server.clock.move(Duration.ofHours(1));
        alpha = server.project(ALICE, new RepoId("alpha.site"));
        server.clock.move(Duration.ofHours(1));
        server.project(ALICE, new RepoId("Beta.erp-config"));
        server.clock.move(Duration.ofHours(1));
        server.save(shop, "a/c.json", "{}");
        server.save(shop, "b.json", "{}");
        server.branch(shop, "dev", "master");
        server.clock.move(Duration.ofHours(1));
        server.save(shop, "b.json", "{ }");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        projects(lines);
        Map.of(
                        "id_after=" + alpha.id().value(),
                        namesById(true),
                        "id_before=" + alpha.id().value(),
                        namesById(false))
                .forEach((query, names) -> lines.add(new Line("projects", query + "&order_by=id&sort=asc", names)));
        String project = "projects/{id}";
        for (String flag : DOCUMENTED.get(project)) {
            lines.add(new Line(project, flag + "=maybe", "400"));
        }
        String branches = project + "/repository/branches";
        lines.add(new Line(branches, "search=ma", "master"));
        lines.add(new Line(branches, "regex=^d", "dev"));
        lines.add(new Line(branches, "sort=name_asc", "dev master"));
        lines.add(new Line(branches, "sort=updated_asc", "dev master"));
        lines.add(new Line(branches, "sort=updated_desc", "master dev"));
        lines.add(new Line(branches, "sort=x", "400"));
        lines.add(new Line(branches, "pagination=x", "400"));
        lines.add(new Line(branches, "pagination=keyset&page_token=dev", "master"));
        lines.add(new Line(branches, "pagination=keyset&sort=updated_asc", "400"));
        String tree = project + "/repository/tree";
        lines.add(new Line(tree, "ref=master@v0002", "a"));
        lines.add(new Line(tree, "path=a", "c.json"));
        lines.add(new Line(tree, "recursive=true", "a c.json b.json"));
        lines.add(new Line(tree, "recursive=maybe", "400"));
        lines.add(new Line(tree, "pagination=none&per_page=1", "a b.json"));
        lines.add(new Line(tree, "pagination=x", "400"));
        lines.add(new Line(tree, "pagination=keyset&page_token=1%2Fa", "b.json"));
        String file = project + "/repository/files/b.json";
        lines.add(new Line(file, "ref=master@v0002", "404"));
        lines.add(new Line(file + "/raw", "ref=master@v0002", "404"));
        lines.add(new Line(file + "/raw", "lfs=maybe", "400"));
        return lines;
    }

    private static void projects(List<Line> lines) {
        Map<String, String> answers = Map.ofEntries(
                Map.entry("", ALL),
                Map.entry("search=nomatch", NONE),
                Map.entry("search=BET", "Beta"),
                Map.entry("search=a+site", "alpha"),
                Map.entry("search=alice", NONE),
                Map.entry("search=alice&search_namespaces=true", ALL),
                Map.entry("search_namespaces=true", ALL),
                Map.entry("search_namespaces=x", "400"),
                Map.entry("archived=true", NONE),
                Map.entry("archived=false", ALL),
                Map.entry("archived=x", "400"),
                Map.entry("active=true", ALL),
                Map.entry("active=false", NONE),
                Map.entry("visibility=private", ALL),
                Map.entry("visibility=public", NONE),
                Map.entry("visibility=internal", NONE),
                Map.entry("visibility=x", "400"),
                Map.entry("topic=erp", NONE),
                Map.entry("topic_id=1", NONE),
                Map.entry("topic_id=x", "400"),
                Map.entry("with_programming_language=java", NONE),
                Map.entry("marked_for_deletion_on=2026-01-01", NONE),
                Map.entry("marked_for_deletion_on=x", "400"),
                Map.entry("min_access_level=10", ALL),
                Map.entry("min_access_level=20", ALL),
                Map.entry("min_access_level=30", NONE),
                Map.entry("min_access_level=50", NONE),
                Map.entry("min_access_level=7", "400"),
                Map.entry("id_after=x", "400"),
                Map.entry("id_before=0", NONE),
                Map.entry("id_after=0", ALL),
                Map.entry("owned=true", ALL),
                Map.entry("membership=true", ALL),
                Map.entry("membership=x", "400"),
                Map.entry("include_hidden=true", ALL),
                Map.entry("include_pending_delete=true", ALL),
                Map.entry("with_custom_attributes=true", ALL),
                // For administrators alone: GitLab passes it over, too, for everybody else.
                Map.entry("repository_storage=x", ALL),
                Map.entry("starred=true", NONE),
                Map.entry("starred=false", ALL),
                Map.entry("imported=true", NONE),
                Map.entry("with_issues_enabled=true", NONE),
                Map.entry("with_merge_requests_enabled=true", NONE),
                Map.entry("repository_checksum_failed=true", NONE),
                Map.entry("wiki_checksum_failed=true", NONE),
                Map.entry("last_activity_after=2026-03-01T13:00:00Z", "b2b-cnc"),
                Map.entry("last_activity_before=2026-03-01T13:00:00Z", "Beta alpha"),
                Map.entry("last_activity_before=x", "400"),
                Map.entry("updated_after=2026-03-01T11:30:00Z&updated_before=2026-03-01T12:30:00Z", "Beta"),
                Map.entry("order_by=name&sort=asc", "alpha b2b-cnc Beta"),
                Map.entry("order_by=path", "Beta b2b-cnc alpha"),
                Map.entry("order_by=created_at&sort=asc", "b2b-cnc alpha Beta"),
                Map.entry("order_by=last_activity_at", "b2b-cnc Beta alpha"),
                Map.entry("order_by=updated_at&sort=asc", "alpha Beta b2b-cnc"),
                Map.entry("order_by=similarity&search=b", "Beta b2b-cnc"),
                Map.entry("order_by=storage_size", "400"),
                Map.entry("sort=asc", "b2b-cnc alpha Beta"),
                Map.entry("sort=x", "400"),
                Map.entry("pagination=keyset&order_by=name", "400"),
                Map.entry("pagination=x", "400"),
                Map.entry("simple=x", "400"),
                Map.entry("statistics=x", "400"));
        answers.forEach((query, answer) -> lines.add(new Line("projects", query, answer)));
    }

    private String namesById(boolean after) {
        return server.reader.projects(ALICE).stream()
                .filter(each ->
                        !each.equals(alpha) && each.id().value() > alpha.id().value() == after)
                .sorted((a, b) -> Long.compare(a.id().value(), b.id().value()))
                .map(each -> each.key().repoId().name())
                .collect(Collectors.joining(" "));
    }

    @Test
    void work() {
        for (Line line : lines()) {
            String target = P + "/" + line.route().replace("{id}", SHOP.value()) + "?"
                    + line.query().replace("^", "%5E");
            HttpResponse<byte[]> answer = server.get(target);
            String said = answer.statusCode() == 200 ? names(json(answer)) : Integer.toString(answer.statusCode());
            assertThat(said).as(line.route() + "?" + line.query()).isEqualTo(line.answer());
        }
    }

    private static String names(JsonNode list) {
        return list.valueStream()
                .map(each -> each.get("name").asString().replaceFirst("\\.(erp-config|site)$", ""))
                .collect(Collectors.joining(" "));
    }

    @Test
    void haveALineEach() {
        DOCUMENTED.forEach((route, documented) -> {
            Set<String> shown = lines().stream()
                    .filter(line -> line.route().equals(route))
                    .flatMap(line -> List.of(line.query().split("&")).stream())
                    .map(pair -> pair.split("=")[0])
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(shown).as(route).containsAll(documented);
        });
    }

    @Test
    void projectsComeInPagesByKey() {
        for (String sort : List.of("asc", "desc")) {
            List<Long> ids = new ArrayList<>();
            String target = P + "/projects?pagination=keyset&order_by=id&per_page=2&sort=" + sort;
            int pages = 0;
            while (!target.isEmpty()) {
                HttpResponse<byte[]> page = server.get(target);
                json(page).forEach(project -> ids.add(project.get("id").asLong()));
                String link = header(page, "link");
                target = link.equals("(none)")
                        ? ""
                        : link.substring(1, link.indexOf('>'))
                                .substring(server.origin().length());
                pages++;
            }
            assertThat(pages).isEqualTo(2);
            assertThat(ids)
                    .hasSize(3)
                    .isSortedAccordingTo((a, b) -> sort.equals("asc") ? Long.compare(a, b) : Long.compare(b, a));
        }
    }

    @Test
    void simpleProjectsHaveFewFieldsAndStatisticsAreTheDefaultBranchs() {
        JsonNode simple = server.json(P + "/projects?simple=true&search=b2b").get(0);
        assertThat(simple.has("path")).isTrue();
        assertThat(simple.has("permissions")).isFalse();

        JsonNode statistics = server.json(P + "/projects/" + SHOP + "?statistics=true&license=true")
                .get("statistics");
        assertThat(statistics.get("commit_count").asInt()).isEqualTo(4);
        assertThat(statistics.get("repository_size").asInt()).isEqualTo(5);
        assertThat(server.json(P + "/projects/" + SHOP).get("statistics").isNull())
                .isTrue();
    }
}
