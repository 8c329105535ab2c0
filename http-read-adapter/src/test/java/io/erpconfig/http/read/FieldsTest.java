package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.json;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.token.Expiry;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The answer of every route has all fields that GitLab documents for it, each of the type that it has there. */
class FieldsTest {

    /** Routes that answer no object of GitLab's: something of our own, or no fields at all. */
    private static final Set<String> OTHER = Set.of(
            "GET health",
            "GET openapi.json",
            "GET projects/{id}/languages",
            "GET projects/{id}/events",
            "GET projects/{id}/events/stream");

    private final TestServer server = TestServer.start();
    private final GitLabFields fields = GitLabFields.load();
    private Snapshot first;
    private Snapshot second;
    private String blob;

    @BeforeEach
    void store() {
        Project project = server.project();
        first = server.save(project, "a.json", "{}");
        second = server.save(project, "folder/b.txt", "b\n");
        blob = server.json(P + "/projects/" + SHOP + "/repository/files/a.json")
                .get("blob_id")
                .asString();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A request and what it answers for each route, in the words of {@link GitLabFields}. */
    private Map<String, Map.Entry<String, String>> answers() {
        Map<String, Map.Entry<String, String>> answers = new LinkedHashMap<>();
        answers.put("GET version", entry("version", "Version"));
        answers.put("GET metadata", entry("metadata", "Metadata"));
        answers.put("GET user", entry("user", "User"));
        answers.put("GET personal_access_tokens/self", entry("personal_access_tokens/self", "Token"));
        answers.put("GET projects", entry("projects?statistics=true", "[Project]"));
        String project = "projects/" + SHOP;
        answers.put("GET projects/{id}", entry(project + "?statistics=true", "Project"));
        String repository = project + "/repository/";
        String route = "GET projects/{id}/repository/";
        answers.put(route + "branches", entry(repository + "branches", "[Branch]"));
        answers.put(route + "branches/{branch}", entry(repository + "branches/master", "Branch"));
        answers.put(route + "tree", entry(repository + "tree?recursive=true", "[TreeEntry]"));
        answers.put(route + "files/{path...}", entry(repository + "files/a.json", "File"));
        answers.put(route + "blobs/{sha}", entry(repository + "blobs/" + blob, "Blob"));
        answers.put(route + "commits", entry(repository + "commits", "[Commit]"));
        answers.put(
                route + "commits/{sha}",
                entry(repository + "commits/" + second.commitId().hex(), "CommitDetail"));
        answers.put(
                route + "compare",
                entry(
                        repository + "compare?from=" + first.commitId().hex() + "&to="
                                + second.commitId().hex(),
                        "Comparison"));
        String commit = repository + "commits/" + second.commitId().hex() + "/";
        answers.put(route + "commits/{sha}/diff", entry(commit + "diff", "[Diff]"));
        answers.put(route + "commits/{sha}/refs", entry(commit + "refs", "[CommitRef]"));
        answers.put(route + "commits/{sha}/sequence", entry(commit + "sequence", "CommitSequence"));
        answers.put(
                route + "merge_base",
                entry(repository + "merge_base?refs=master," + first.commitId().hex(), "Commit"));
        answers.put(route + "contributors", entry(repository + "contributors", "[Contributor]"));
        answers.put("GET users", entry("users", "[UserBasic]"));
        answers.put("GET users/{user}", entry("users/alice", "UserProfile"));
        answers.put("GET users/{user}/projects", entry("users/alice/projects", "[Project]"));
        answers.put("GET namespaces", entry("namespaces", "[NamespaceDetail]"));
        answers.put("GET namespaces/{namespace}", entry("namespaces/alice", "NamespaceDetail"));
        answers.put("GET search", entry("search?scope=projects&search=cnc", "[ProjectSimple]"));
        answers.put("GET projects/{id}/search", entry(project + "/search?scope=users&search=ali", "[UserBasic]"));
        answers.put("GET projects/{id}/users", entry(project + "/users", "[UserBasic]"));
        answers.put("GET projects/{id}/members", entry(project + "/members", "[Member]"));
        answers.put("GET projects/{id}/members/all", entry(project + "/members/all", "[Member]"));
        answers.put("GET projects/{id}/members/{user}", entry(project + "/members/alice", "Member"));
        answers.put("GET projects/{id}/members/all/{user}", entry(project + "/members/all/alice", "Member"));
        return answers;
    }

    @Test
    void areAllThere() {
        answers().forEach((route, answer) -> {
            JsonNode body = server.json(P + "/" + answer.getKey());
            if (answer.getValue().startsWith("[")) {
                assertThat(body.size()).as(route).isPositive();
            }
            fields.assertIs(body, answer.getValue(), route);
        });
    }

    @Test
    void ofEveryRouteThatAnswersJsonAreKnown() {
        Set<String> json = server.routes.stream()
                .filter(route -> route.startsWith("GET ") && !route.contains("/archive") && !route.endsWith("/raw"))
                .filter(route -> !OTHER.contains(route))
                // Always empty, or always missing.
                .filter(route -> !route.contains("{collection}") && !route.endsWith("/blame"))
                .filter(route -> !route.matches(".*/(comments|discussions|merge_requests|signature|statuses)"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(answers().keySet()).containsExactlyInAnyOrderElementsOf(json);
    }

    @Test
    void ofOtherFormsAreAllThereToo() {
        String project = P + "/projects/" + SHOP;
        fields.assertIs(server.json(P + "/projects?simple=true"), "[ProjectSimple]", "projects?simple=true");
        fields.assertIs(server.json(P + "/projects"), "[Project]", "projects");
        fields.assertIs(server.json(project), "Project", "project");
        fields.assertIs(
                server.json(project + "/repository/compare?from=master&to=master"), "Comparison", "nothing to compare");
        String expiring = server.tokens
                .issue(TestServer.ALICE, "ends", Set.of(), Optional.of(Expiry.parse("2026-12-31")), false)
                .value()
                .reveal();
        HttpResponse<byte[]> self = server.send("GET", P + "/personal_access_tokens/self", "PRIVATE-TOKEN", expiring);
        fields.assertIs(json(self), "Token", "token that ends");
    }

    @Test
    void areThoseOfTheDocumentToo() {
        JsonNode schemas = json(server.send("GET", P + "/openapi.json")).at("/components/schemas");
        for (String object : fields.objects()) {
            assertThat(schemas.has(object)).as(object).isTrue();
            assertThat(names(schemas, object, "properties")).as(object).isEqualTo(fields.of(object));
            assertThat(names(schemas, object, "required")).as(object).isEqualTo(fields.of(object));
        }
    }

    /** The names of a schema's properties, or of those that it requires, with what it takes over from others. */
    private static Set<String> names(JsonNode schemas, String object, String which) {
        JsonNode schema = schemas.required(object);
        Set<String> names = new TreeSet<>();
        for (JsonNode part : schema.has("allOf") ? schema.get("allOf") : List.of(schema)) {
            if (part.has("$ref")) {
                names.addAll(names(schemas, part.get("$ref").asString().replaceFirst(".*/", ""), which));
            } else if (which.equals("required")) {
                part.path(which).forEach(name -> names.add(name.asString()));
            } else {
                names.addAll(part.path(which).propertyNames());
            }
        }
        return names;
    }
}
