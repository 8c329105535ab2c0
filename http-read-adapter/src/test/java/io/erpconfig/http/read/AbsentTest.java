package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.BOB;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.json;
import static io.erpconfig.http.read.TestServer.repository;
import static io.erpconfig.http.read.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.RepoId;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Things that GitLab has and this store doesn't, and the little that there is of users. */
class AbsentTest {

    private static final String PROJECT = P + "/projects/" + SHOP;

    private final TestServer server = TestServer.start();

    @BeforeEach
    void store() {
        server.save(server.project(), "a.json", "{}");
        server.project(BOB, new RepoId("bobs.erp-config"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<String> lists() {
        List<String> lists = new ArrayList<>();
        AbsentRoutes.OF_SERVER.keySet().forEach(name -> lists.add(P + "/" + name));
        AbsentRoutes.OF_USER.keySet().forEach(name -> lists.add(P + "/users/alice/" + name));
        lists.addAll(ofProject(SHOP.value()));
        return lists;
    }

    private static List<String> ofProject(String project) {
        List<String> lists = new ArrayList<>();
        AbsentRoutes.OF_PROJECT.keySet().forEach(name -> lists.add(P + "/projects/" + project + "/" + name));
        AbsentRoutes.OF_REPOSITORY
                .keySet()
                .forEach(name -> lists.add(P + "/projects/" + project + "/repository/" + name));
        return lists;
    }

    @Test
    void listsAreEmptyAndSaySoWhateverIsAskedFor() {
        for (String list : lists()) {
            for (String query : new String[] {"", "?state=opened&scope=all&pagination=keyset", "?per_page=96&page=1"}) {
                HttpResponse<byte[]> answer = server.get(list + query);
                assertThat(answer.statusCode()).as(list).isEqualTo(200);
                assertThat(text(answer)).as(list).isEqualTo("[]");
                assertThat(header(answer, "x-total")).as(list).isEqualTo("0");
                assertThat(header(answer, "x-next-page")).as(list).isEmpty();
            }
            assertThat(server.get(list + "?per_page=0").statusCode()).as(list).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "issues, groups, users, namespaces, search?scope=projects&search=b",
        "merge_requests, topics, users/alice/keys, projects, todos"
    })
    void areThoseThatClientsAskFor(String a, String b, String c, String d, String e) {
        for (String list : List.of(a, b, c, d, e)) {
            assertThat(json(server.get(P + "/api/v4/" + list)).isArray())
                    .as(list)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "repository/tags/v1, 404 Tag Not Found",
        "repository/tags/a/b, 404 Tag Not Found",
        "releases/v1, 404 Release Not Found",
        "merge_requests/1, 404 Merge Request Not Found",
        "merge_requests/1/notes, 404 Merge Request Not Found",
        "issues/1, 404 Issue Not Found",
        "labels/bug, 404 Label Not Found",
        "pipelines/latest, 404 Pipeline Not Found",
        "protected_branches/master, 404 Protected Branch Not Found"
    })
    void nothingIsInThem(String item, String message) {
        assertError(server.get(PROJECT + "/" + item), 404, "NOT_FOUND", message);
    }

    @Test
    void listsOfProjectsAreForWhomTheTokenCoversThem() {
        String narrow =
                server.issue(ALICE, new RepoId("other.erp-config")).value().reveal();
        for (String list : ofProject(SHOP.value())) {
            assertThat(server.send("GET", list).statusCode()).as(list).isEqualTo(401);
            assertThat(server.send("GET", list, "PRIVATE-TOKEN", narrow).statusCode())
                    .as(list)
                    .isEqualTo(403);
            assertThat(server.send("GET", list + "/1", "PRIVATE-TOKEN", narrow).statusCode())
                    .as(list)
                    .isEqualTo(403);
        }
        for (String list : ofProject("gone.erp-config")) {
            assertError(server.get(list), 404, "PROJECT_NOT_FOUND", "404 Project Not Found");
        }
        for (String list : ofProject("bob%2Fbobs.erp-config")) {
            assertThat(server.get(list).statusCode()).as(list).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/issue", "/repository/tag", "/issues2/1"})
    void otherNamesAreNoRoutes(String path) {
        assertError(server.get(PROJECT + path), 404, "NOT_FOUND", "404 Not Found");
    }

    @Test
    void aProjectHasNoLanguage() {
        assertThat(text(server.get(PROJECT + "/languages"))).isEqualTo("{}");
    }

    @Test
    void blameSaysThatItIsNotThereAndNotThatTheFileIsMissing() {
        assertError(server.get(repository("files/a.json/blame?ref=master")), 404, "NOT_FOUND", "404 Blame Not Found");
        assertError(server.get(repository("files/b.json/blame")), 404, "FILE_NOT_FOUND", "404 File Not Found");
        assertError(server.get(repository("files/a.json%2Fblame")), 404, "FILE_NOT_FOUND", "404 File Not Found");
    }

    @Test
    void contributorsAreThoseWhoSaved() {
        server.save(server.reader.projects(ALICE).get(0), "b.json", "{}");
        JsonNode found = server.json(repository("contributors"));

        assertThat(found.size()).isEqualTo(1);
        assertThat(found.get(0).get("name").asString()).isEqualTo("alice");
        assertThat(found.get(0).get("commits").asInt()).isEqualTo(3);
        assertThat(server.json(repository("contributors?ref=master@v0001"))
                        .get(0)
                        .get("commits")
                        .asInt())
                .isEqualTo(1);
        assertThat(server.get(repository("contributors?order_by=x")).statusCode())
                .isEqualTo(400);
        assertThat(server.get(repository("contributors?sort=x")).statusCode()).isEqualTo(400);
        assertThat(server.get(repository("contributors?ref=nope")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "users, 1",
        "users?username=Alice, 1",
        "users?username=bob, 0",
        "users?username=ali, 0",
        "users?search=LIC, 1",
        "users?search=bob, 0",
        "users?active=true, 1",
        "users?humans=true, 1",
        "users?blocked=true, 0",
        "users?external=true, 0",
        "users?exclude_active=true, 0",
        "users?exclude_humans=true, 0",
        "users?exclude_internal=true, 1",
        "namespaces, 1",
        "namespaces?search=ali, 1",
        "namespaces?search=bob, 0",
        "users/alice/projects, 1",
        "users/alice/projects?search=nope, 0",
        "search?scope=users&search=ali, 1",
        "search?scope=users&search=bob, 0",
        "search?scope=projects&search=cnc, 1",
        "search?scope=projects&search=bobs, 0",
        "search?scope=issues&search=x, 0",
        "projects/b2b-cnc.erp-config/search?scope=notes&search=x, 0",
        "projects/b2b-cnc.erp-config/users, 1",
        "projects/b2b-cnc.erp-config/users?search=bob, 0",
        "projects/b2b-cnc.erp-config/members, 1",
        "projects/b2b-cnc.erp-config/members/all?query=bob, 0",
        "projects/b2b-cnc.erp-config/members?user_ids[]=1, 0",
        "projects/b2b-cnc.erp-config/members/all?state=awaiting, 0"
    })
    void aTokenKnowsOfItsOwnerAlone(String target, int found) {
        String encoded = target.replace("[", "%5B").replace("]", "%5D");
        assertThat(server.json(P + "/" + encoded).size()).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users?created_after=2026-01-01",
                "users?blocked=x",
                "projects/b2b-cnc.erp-config/members?user_ids=1&user_ids=2",
                "search",
                "search?scope=projects",
                "search?search=x",
                "search?scope=nope&search=x",
                "search?scope=blobs&search=x",
                "projects/b2b-cnc.erp-config/search?scope=blobs&search=x"
            })
    void whatCantBeAnsweredIsRefused(String target) {
        assertThat(server.get(P + "/" + target).statusCode()).isEqualTo(400);
    }

    @Test
    void theOwnerIsFoundByNameAndByNumberAndOthersAreNot() {
        long id = server.json(P + "/user").get("id").asLong();
        for (String user : List.of("alice", Long.toString(id))) {
            assertThat(server.json(P + "/users/" + user).get("username").asString())
                    .isEqualTo("alice");
            assertThat(server.json(P + "/namespaces/" + user).get("path").asString())
                    .isEqualTo("alice");
            JsonNode member = server.json(PROJECT + "/members/all/" + user);
            assertThat(member.get("access_level").asInt()).isEqualTo(20);
        }
        assertError(server.get(P + "/users/bob"), 404, "ACCOUNT_NOT_FOUND", "404 User Not Found");
        assertError(server.get(P + "/users/bob/projects"), 404, "ACCOUNT_NOT_FOUND", "404 User Not Found");
        assertError(server.get(P + "/users/bob/keys"), 404, "ACCOUNT_NOT_FOUND", "404 User Not Found");
        assertError(server.get(P + "/namespaces/bob"), 404, "ACCOUNT_NOT_FOUND", "404 Namespace Not Found");
        assertError(server.get(PROJECT + "/members/7"), 404, "ACCOUNT_NOT_FOUND", "404 Member Not Found");
    }

    @Test
    void theDocumentNamesTheSameLists() {
        JsonNode parameters = json(server.send("GET", P + "/openapi.json")).at("/components/parameters");
        assertThat(names(parameters, "projectCollection")).containsExactlyElementsOf(AbsentRoutes.OF_PROJECT.keySet());
        assertThat(names(parameters, "repositoryCollection"))
                .containsExactlyElementsOf(AbsentRoutes.OF_REPOSITORY.keySet());
        assertThat(names(parameters, "collection")).containsExactlyElementsOf(AbsentRoutes.OF_SERVER.keySet());
        assertThat(names(parameters, "userCollection")).containsExactlyElementsOf(AbsentRoutes.OF_USER.keySet());
    }

    private static List<String> names(JsonNode parameters, String parameter) {
        return parameters
                .required(parameter)
                .at("/schema/enum")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }
}
