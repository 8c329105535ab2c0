package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.SHOP;
import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ProjectsTest {

    private final AdminServer server = AdminServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> create(String name, String type) {
        return server.post("projects", "{\"name\":\"" + name + "\",\"type\":\"" + type + "\"}");
    }

    @Test
    void aNewProjectHasAnEmptyMaster() {
        HttpResponse<byte[]> answer = create("b2b-cnc", "erp-config");
        JsonNode project = json(answer);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(project.get("repoId").asString()).isEqualTo(SHOP);
        assertThat(project.get("name").asString()).isEqualTo("b2b-cnc");
        assertThat(project.get("type").asString()).isEqualTo("erp-config");
        assertThat(project.get("path").asString()).isEqualTo("/apps/site-builder/user/alice/" + SHOP + "/");
        assertThat(project.get("default_branch").asString()).isEqualTo("master");
        assertThat(project.get("id").asLong()).isPositive();
        assertThat(project.get("created_at").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
        assertThat(project.get("updated_at")).isEqualTo(project.get("created_at"));
        assertThat(project.get("branches").asInt()).isEqualTo(1);
        assertThat(json(server.get("projects/" + SHOP))).isEqualTo(project);
        JsonNode branch = json(server.get(shop("branches/master")));
        assertThat(branch.get("snapshot").asString()).isEqualTo("v0001");
        assertThat(branch.get("files").asInt()).isZero();
        assertThat(branch.get("commit").get("short_id").asString()).isEqualTo("e3b0c442");
    }

    @Test
    void theTypeMayBeLeftOut() {
        assertThat(json(server.post("projects", "{\"name\":\"x\"}"))
                        .get("repoId")
                        .asString())
                .isEqualTo("x.erp-config");
        assertThat(json(create("x", "site")).get("repoId").asString()).isEqualTo("x.site");
    }

    @Test
    void aTakenNameIsAConflict() {
        create("x", "site");
        assertError(create("x", "site"), 409, "ALREADY_EXISTS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../x", "-a", ".a", "a b", "ä", "a\\u0000", "a%2Fb"})
    void aNameThatIsNoneIsRefused(String name) {
        assertError(create(name, "erp-config"), 400, "INVALID_PROJECT");
        assertError(create("x", name), 400, "INVALID_PROJECT");
        assertThat(json(server.get("projects")).size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "..x", "a%20b.site", "x.Y", "%2E%2E"})
    void aNameThatNoProjectCanHaveIsNotFound(String name) {
        assertError(server.get("projects/" + name), 404, "PROJECT_NOT_FOUND");
        assertError(server.get("projects/" + name + "/branches"), 404, "PROJECT_NOT_FOUND");
        assertError(server.delete("projects/" + name), 404, "PROJECT_NOT_FOUND");
    }

    @Test
    void aNameIsAtMostAHundredCharactersWithItsType() {
        assertThat(create("x".repeat(95), "type").statusCode()).isEqualTo(201);
        assertError(create("x".repeat(96), "type"), 400, "INVALID_PROJECT");
        assertError(create("x".repeat(9_000), "type"), 400, "INVALID_PROJECT");
    }

    @Test
    void theListHasTheOwnersProjectsByName() {
        create("b", "site");
        create("a", "site");
        server.send("bob", "POST", "projects", java.net.http.HttpRequest.BodyPublishers.ofString("{\"name\":\"c\"}"));

        assertThat(json(server.get("projects")).findValuesAsString("repoId")).containsExactly("a.site", "b.site");
        HttpResponse<byte[]> page = server.get("projects?page=2&per_page=1");
        assertThat(json(page).findValuesAsString("repoId")).containsExactly("b.site");
        assertThat(header(page, "x-total")).isEqualTo("2");
        assertThat(header(page, "link"))
                .contains("<http://127.0.0.1:" + server.port()
                        + "/site-builder/api/projects?page=1&per_page=1>; rel=\"prev\"");
        assertError(server.get("projects?per_page=0"), 400, "INVALID_PARAMETER");
    }

    @Test
    void aSaveUpdatesItsProject() {
        create("b2b-cnc", "erp-config");
        String tag = header(server.get("projects/" + SHOP), "etag");
        assertThat(server.get("projects/" + SHOP, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        server.clock.move(Duration.ofMinutes(5));
        server.save("a", "1");

        assertThat(json(server.get("projects", "If-None-Match", tag))
                        .get(0)
                        .get("updated_at")
                        .asString())
                .isEqualTo("2026-03-01T10:05:00.000Z");
    }

    @Test
    void aDeletedProjectIsGoneAndItsNameFree() {
        create("b2b-cnc", "erp-config");
        server.save("a", "1");
        HttpResponse<byte[]> answer = server.delete("projects/" + SHOP);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertError(server.get("projects/" + SHOP), 404, "PROJECT_NOT_FOUND");
        assertError(server.delete("projects/" + SHOP), 404, "PROJECT_NOT_FOUND");
        assertError(server.get(master("files/a")), 404, "PROJECT_NOT_FOUND");
        assertThat(create("b2b-cnc", "erp-config").statusCode()).isEqualTo(201);
        assertError(server.get(master("files/a")), 404, "FILE_NOT_FOUND");
    }

    @Test
    void aProjectIsNamedWithItsOwnerToo() {
        create("b2b-cnc", "erp-config");

        assertThat(server.get("projects/alice%2F" + SHOP).statusCode()).isEqualTo(200);
        assertThat(server.put("projects/alice%2F" + SHOP + "/branches/master/files/a", "1")
                        .statusCode())
                .isEqualTo(201);
        assertError(server.get("projects/alice/" + SHOP), 404, "NOT_FOUND");
    }

    @Test
    void otherMethodsAreNotAllowed() {
        HttpResponse<byte[]> answer = server.put("projects", "{}");

        assertError(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(header(answer, "allow")).isEqualTo("GET, HEAD, POST");
        assertError(server.get("nothing"), 404, "NOT_FOUND");
    }
}
