package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Cidr;
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

class ConsolePagesTest {

    private final TestServer server = TestServer.startBesideConsole(BaseUrl.ofRequest(List.of()), "/console");

    @BeforeEach
    void store() {
        var project = server.project();
        server.save(project, "a.json", "{}");
        server.branch(project, "feature/x", "master");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyUrlInAnAnswerLeadsToAPageUnderEachPrefix() {
        for (String prefix : ReadApi.PREFIXES) {
            List<String> urls = new ArrayList<>();
            for (String route : new String[] {
                "user",
                "users",
                "namespaces",
                "projects",
                "projects/" + SHOP,
                "projects/" + SHOP + "/repository/branches",
                "projects/" + SHOP + "/repository/branches/feature%2Fx",
                "projects/" + SHOP + "/repository/commits",
                "projects/" + SHOP + "/repository/compare?from=feature%2Fx&to=master"
            }) {
                collect(server.json(prefix + "/" + route), urls);
            }
            assertThat(urls).hasSizeGreaterThan(10);
            for (String url : urls) {
                assertThat(url).startsWith(server.origin() + prefix.replaceFirst("/api/v4$", "") + "/");
                HttpResponse<byte[]> page =
                        server.send("GET", url.substring(server.origin().length()));
                assertThat(page.statusCode()).as(url).isEqualTo(302);
                assertThat(header(page, "location")).as(url).startsWith("/console/projects");
            }
        }
    }

    private static void collect(JsonNode node, List<String> urls) {
        node.findValuesAsString("web_url").forEach(urls::add);
    }

    @ParameterizedTest
    @CsvSource({
        "/alice/b2b-cnc.erp-config, /console/projects/alice%2Fb2b-cnc.erp-config",
        "/alice/b2b-cnc.erp-config/-/tree/feature%2Fx, /console/projects/alice%2Fb2b-cnc.erp-config?ref=feature%2Fx",
        "/alice/b2b-cnc.erp-config/-/tree/master/folder, /console/projects/alice%2Fb2b-cnc.erp-config?ref=master",
        "/alice/b2b-cnc.erp-config/-/blob/master/a/b%20c.json, /console/projects/alice%2Fb2b-cnc.erp-config/file?ref=master&path=a%2Fb%20c.json",
        "/alice/b2b-cnc.erp-config/-/commit/0123abc, /console/projects/alice%2Fb2b-cnc.erp-config?ref=0123abc",
        "/alice/b2b-cnc.erp-config/-/commits/dev, /console/projects/alice%2Fb2b-cnc.erp-config/history?ref=dev",
        "/alice/b2b-cnc.erp-config/-/compare/a%2Fb...c, /console/projects/alice%2Fb2b-cnc.erp-config/compare?from=a%2Fb&to=c",
        "/alice/b2b-cnc.erp-config/-/branches, /console/projects/alice%2Fb2b-cnc.erp-config/branches",
        "/nobody/not-there.erp-config, /console/projects/nobody%2Fnot-there.erp-config",
        "/-/users/alice, /console/projects"
    })
    void aPageIsFoundByItsShapeAlone(String path, String page) {
        for (String base : new String[] {"", P}) {
            for (String method : new String[] {"GET", "HEAD"}) {
                HttpResponse<byte[]> answer = server.send(method, base + path);
                assertThat(answer.statusCode()).isEqualTo(302);
                assertThat(header(answer, "location")).isEqualTo(page);
                assertThat(answer.body()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/alice",
                "/alice/repo",
                "/Alice/b.erp-config",
                "/alice/b.erp-config/-",
                "/alice/b.erp-config/-/nope/x",
                "/alice/b.erp-config/-/blob/master",
                "/alice/b.erp-config/-/compare/x",
                "/alice/b.erp-config/tree/master",
                "/-/users/a%20b",
                "/%2F%2Fevil.example/b.erp-config"
            })
    void otherPathsAreNotFound(String path) {
        assertError(server.get(P + path), 404, "NOT_FOUND", "404 Not Found");
        assertThat(server.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void nothingIsSavedThere() {
        assertThat(server.send("POST", "/alice/b.erp-config").statusCode()).isEqualTo(404);
        assertThat(server.send("DELETE", P + "/alice/b.erp-config").statusCode())
                .isEqualTo(404);
    }

    @Test
    void routesComeFirst() {
        assertThat(server.json(P + "/projects/" + SHOP).get("path").asString()).isEqualTo(SHOP.value());
        assertThat(server.get(repository("branches")).statusCode()).isEqualTo(200);
        assertThat(server.send("GET", "/api/v4/projects/" + SHOP).statusCode()).isEqualTo(401);
    }

    @Test
    void whateverHostAProxyForwardsIsNoErrorOfTheServer() {
        TestServer behind =
                TestServer.startBesideConsole(BaseUrl.ofRequest(List.of(Cidr.parse("127.0.0.0/8"))), "/console");
        try {
            HttpResponse<byte[]> page = behind.send("GET", "/alice/" + SHOP, "X-Forwarded-Host", "[");
            assertThat(page.statusCode()).isEqualTo(302);
            assertThat(header(page, "location")).isEqualTo("/console/projects/alice%2F" + SHOP);
        } finally {
            behind.close();
        }
    }

    @Test
    void aConfiguredBaseUrlIsKept() {
        TestServer behind =
                TestServer.startBesideConsole(BaseUrl.configured("https://config.example.com/store"), "/console");
        try {
            behind.project(ALICE, SHOP);
            String url = behind.json("/api/v4/projects/" + SHOP).get("web_url").asString();
            assertThat(url).isEqualTo("https://config.example.com/store/alice/" + SHOP);
            assertThat(header(behind.send("GET", url.replace("https://config.example.com/store", "")), "location"))
                    .isEqualTo("/store/console/projects/alice%2F" + SHOP);
        } finally {
            behind.close();
        }
    }

    @Test
    void withoutAConsoleThereAreNoPages() {
        TestServer alone = TestServer.start();
        try {
            assertThat(alone.send("GET", P + "/alice/" + SHOP).statusCode()).isEqualTo(404);
            assertThat(alone.send("GET", "/alice/" + SHOP).statusCode()).isEqualTo(404);
        } finally {
            alone.close();
        }
    }
}
