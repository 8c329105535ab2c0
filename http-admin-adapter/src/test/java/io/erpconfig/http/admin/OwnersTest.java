package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.SHOP;
import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Isolation of owners in all routes of content: nothing of one is readable, listable or changeable by another. */
class OwnersTest {

    /** Every route on a project, as method, path behind the project and body. */
    private static final List<String[]> ROUTES = List.of(
            new String[] {"GET", "", ""},
            new String[] {"DELETE", "", ""},
            new String[] {"GET", "/branches", ""},
            new String[] {"POST", "/branches", "{\"name\":\"dev\"}"},
            new String[] {"GET", "/branches/master", ""},
            new String[] {"DELETE", "/branches/dev", ""},
            new String[] {"GET", "/branches/master/tree", ""},
            new String[] {"GET", "/branches/master/files/secret", ""},
            new String[] {"HEAD", "/branches/master/files/secret", ""},
            new String[] {"PUT", "/branches/master/files/secret", "mine"},
            new String[] {"DELETE", "/branches/master/files/secret", ""},
            new String[] {"POST", "/branches/master/commits", "{\"message\":\"\",\"actions\":[]}"},
            new String[] {"POST", "/branches/master/rollback?to=v1", ""},
            new String[] {"GET", "/branches/master/history", ""},
            new String[] {"GET", "/compare?from=master@v1&to=master", ""},
            new String[] {"GET", "/archive.zip", ""});

    private final AdminServer server = AdminServer.startWithProject();
    private final String commit =
            server.save("secret", "alice's own").get("commit_id").asString();

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> send(String user, String[] route, String project) {
        return server.send(user, route[0], "projects/" + project + route[1], BodyPublishers.ofString(route[2]));
    }

    @Test
    void allRoutesOnProjectsAreAmongThese() {
        assertThat(server.routes.stream().filter(route -> route.contains("{repoId}")))
                .hasSize((int) ROUTES.stream()
                        .filter(route -> !route[0].equals("HEAD"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice%2F" + SHOP,
                "alice%2Fnot-there.erp-config",
                "alice%2f" + SHOP,
                "Bob%2F" + SHOP,
                "%2F" + SHOP,
                "..%2Falice%2F" + SHOP,
                "alice%2F..%2Fbob%2F" + SHOP
            })
    void anothersProjectIsForbiddenWhetherOrNotItIsThere(String project) {
        for (String[] route : ROUTES) {
            HttpResponse<byte[]> answer = send("bob", route, project);
            assertThat(answer.statusCode()).as(route[0] + route[1]).isEqualTo(403);
            assertThat(text(answer)).doesNotContain("own");
        }
        assertThat(server.read("secret")).isEqualTo("alice's own");
        assertThat(server.live()).isEqualTo("v0002");
    }

    @Test
    void theSameNameIsAnothersOwnProject() {
        for (String[] route : ROUTES) {
            assertThat(send("bob", route, SHOP).statusCode())
                    .as(route[0] + route[1])
                    .isEqualTo(404);
        }
        server.send("bob", "POST", "projects", BodyPublishers.ofString("{\"name\":\"b2b-cnc\"}"));
        String[] file = {"GET", "/branches/master/files/secret", ""};
        assertError(send("bob", file, SHOP), 404, "FILE_NOT_FOUND");
        String[] byCommit = {"GET", "/branches/" + commit + "/files/secret", ""};
        assertError(send("bob", byCommit, SHOP), 404, "REF_NOT_FOUND");
        String[] copy = {"POST", "/branches", "{\"name\":\"x\",\"from\":\"" + commit + "\"}"};
        assertError(send("bob", copy, SHOP), 404, "REF_NOT_FOUND");
        assertThat(json(send("bob", new String[] {"GET", "", ""}, SHOP))
                        .get("path")
                        .asString())
                .isEqualTo("/apps/site-builder/user/bob/" + SHOP + "/");
    }

    @Test
    void whoHasNotSignedInGetsNothing() {
        for (String[] route : ROUTES) {
            assertThat(send("", route, SHOP).statusCode())
                    .as(route[0] + route[1])
                    .isEqualTo(401);
        }
        HttpResponse<byte[]> answer = send("", ROUTES.get(0), SHOP);
        assertError(answer, 401, "UNAUTHORIZED");
        assertThat(json(answer).get("message").asString()).isEqualTo("401 Unauthorized");
    }

    @Test
    void anotherOriginChangesNothing() {
        for (String[] route : ROUTES) {
            boolean safe = route[0].equals("GET") || route[0].equals("HEAD");
            HttpResponse<byte[]> answer = server.send(
                    "alice",
                    route[0],
                    "projects/" + SHOP + route[1],
                    BodyPublishers.ofString(route[2]),
                    "Origin",
                    "https://evil.example");
            assertThat(answer.statusCode()).as(route[0] + route[1]).isEqualTo(safe ? 200 : 403);
            assertThat(header(answer, "access-control-allow-origin")).isEqualTo("(none)");
        }
        assertThat(server.live()).isEqualTo("v0002");
    }
}
