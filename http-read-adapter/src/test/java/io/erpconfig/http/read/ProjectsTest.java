package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.BOB;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ProjectsTest {

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aProjectHasTheFieldsThatClientsNeed() {
        Project project = server.project();
        server.clock.move(Duration.ofSeconds(90));
        server.save(project, "a.json", "{}");

        JsonNode json = server.json(P + "/projects/" + SHOP);

        assertThat(json.get("id").asInt()).isPositive().isEqualTo(project.id().value());
        assertThat(json.get("path").asString()).isEqualTo("b2b-cnc.erp-config");
        assertThat(json.get("path_with_namespace").asString()).isEqualTo("alice/b2b-cnc.erp-config");
        assertThat(json.get("default_branch").asString()).isEqualTo("master");
        assertThat(json.get("created_at").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
        assertThat(json.get("last_activity_at").asString()).isEqualTo("2026-03-01T10:01:30.000Z");
        assertThat(json.get("archived").asBoolean()).isFalse();
        assertThat(json.get("empty_repo").asBoolean()).isFalse();
        assertThat(json.get("visibility").asString()).isEqualTo("private");
        assertThat(json.get("namespace").get("full_path").asString()).isEqualTo("alice");
        assertThat(json.get("web_url").asString()).isEqualTo(server.origin() + P + "/alice/b2b-cnc.erp-config");
    }

    @Test
    void webUrlsAreUnderTheBaseUrlThatTheClientUsed() {
        server.project();
        assertThat(server.json("/api/v4/projects/" + SHOP).get("web_url").asString())
                .isEqualTo(server.origin() + "/alice/b2b-cnc.erp-config");
        assertThat(server.json(P + "/api/v4/projects/" + SHOP).get("web_url").asString())
                .isEqualTo(server.origin() + P + "/alice/b2b-cnc.erp-config");
    }

    @Test
    void theListHasWhatTheTokenCoversAndNothingOfOtherOwners() {
        server.project();
        server.project(ALICE, new RepoId("a.erp-config"));
        server.project(BOB, new RepoId("b.erp-config"));

        assertThat(server.json(P + "/projects").findValuesAsString("path"))
                .contains("a.erp-config", "b2b-cnc.erp-config")
                .doesNotContain("b.erp-config");
        String narrow = server.issue(ALICE, SHOP).value().reveal();
        JsonNode covered = TestServer.json(server.send("GET", P + "/projects", "PRIVATE-TOKEN", narrow));
        assertThat(covered.size()).isEqualTo(1);
        assertThat(covered.get(0).get("path").asString()).isEqualTo("b2b-cnc.erp-config");
    }

    @Test
    void theListIsCutIntoPages() {
        for (String name : new String[] {"a", "b", "c"}) {
            server.project(ALICE, new RepoId(name + ".erp-config"));
        }
        var page = server.get(P + "/projects?per_page=2&page=2");

        assertThat(TestServer.json(page).size()).isEqualTo(1);
        assertThat(TestServer.header(page, "x-total")).isEqualTo("3");
    }

    @Test
    void aLongListIsWrittenWhileItIsSentAndKnowsWhetherItChanged() {
        for (int i = 0; i < 201; i++) {
            server.project(ALICE, new RepoId("p" + i + ".erp-config"));
        }
        Project last = server.project();
        var all = server.get(P + "/projects");

        assertThat(TestServer.json(all).size()).isEqualTo(202);
        assertThat(TestServer.header(all, "content-length")).isEqualTo("(none)");
        assertThat(TestServer.header(all, "x-total")).isEqualTo("202");
        String tag = TestServer.header(all, "etag");
        assertThat(server.get(P + "/projects", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(TestServer.header(server.get(P + "/projects?simple=true"), "etag"))
                .isNotEqualTo(tag);
        server.save(last, "a.json", "{}");
        assertThat(TestServer.header(server.get(P + "/projects"), "etag")).isNotEqualTo(tag);
    }

    @Test
    void aDeletedProjectIsNotFoundAnyMore() {
        Project project = server.project();
        server.get(TestServer.repository("branches"));

        server.projects.deleteProject(project.key());

        TestServer.assertError(
                server.get(TestServer.repository("branches")), 404, "PROJECT_NOT_FOUND", "404 Project Not Found");
    }
}
