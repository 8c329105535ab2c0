package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.json;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Clients hold integers in an {@code int}: each of them has to fit there, whatever it is. */
class ClientIntegersTest {

    private final TestServer server = TestServer.start();
    private int integers;

    @AfterEach
    void stop() {
        server.close();
    }

    private void check(JsonNode json, String where) {
        if (json.isIntegralNumber()) {
            assertThat(json.canConvertToInt()).as(where + " is " + json).isTrue();
            integers++;
        } else if (json.isArray()) {
            json.forEach(item -> check(item, where + "[]"));
        } else {
            json.properties().forEach(each -> check(each.getValue(), where + "." + each.getKey()));
        }
    }

    @Test
    void ofEveryAnswer() {
        Project project = server.project();
        server.earlierProject(ALICE, new RepoId("earlier.erp-config"));
        String first = server.save(project, "a.json", "1").commitId().hex();
        var second = server.save(project, "a.json", "22");
        String blob = server.json(repository("files/a.json")).get("blob_id").asString();

        for (String target : new String[] {
            P + "/projects",
            P + "/projects/" + project.id(),
            repository("branches"),
            repository("branches/master"),
            repository("tree"),
            repository("files/a.json"),
            repository("blobs/" + blob),
            repository("commits"),
            repository("commits/" + second.commitId().hex()),
            repository("compare?from=" + first + "&to=master"),
            P + "/version",
            P + "/metadata",
            P + "/user",
            P + "/users",
            P + "/namespaces",
            P + "/projects/" + project.id() + "/members",
            P + "/personal_access_tokens/self",
        }) {
            check(server.json(target), target);
        }
        assertThat(integers).isGreaterThan(10);
    }

    @Test
    void ofEveryUserAndToken() {
        for (int i = 0; i < 50; i++) {
            String token = server.issue(new OwnerId("user" + i)).value().reveal();
            for (String route : new String[] {"/user", "/personal_access_tokens/self"}) {
                check(json(server.send("GET", P + route, "PRIVATE-TOKEN", token)), route);
            }
        }
        assertThat(integers).isEqualTo(300);
    }
}
