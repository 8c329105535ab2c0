package io.erpconfig.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void areThoseOfTheContract() {
        assertThat(server.routes)
                .contains(
                        "GET health",
                        "GET projects",
                        "GET projects/{id}",
                        "GET projects/{id}/repository/branches",
                        "GET projects/{id}/repository/branches/{branch}",
                        "HEAD projects/{id}/repository/branches/{branch}",
                        "GET projects/{id}/repository/tree",
                        "GET projects/{id}/repository/files/{path...}",
                        "GET projects/{id}/repository/files/{path...}/raw",
                        "GET projects/{id}/repository/archive.zip");
    }

    @Test
    void allButHealthAndTheDocumentNeedAToken() {
        for (String route : server.routes) {
            String path = route.substring(route.indexOf(' ') + 1)
                    .replace("{id}", "b2b-cnc.erp-config")
                    .replace(
                            "{collection}",
                            route.contains("/repository/") ? "tags" : route.contains("/{user}/") ? "keys" : "issues")
                    .replaceAll("\\{[^}]+}", "x");
            int status = server.send(route.substring(0, route.indexOf(' ')), TestServer.P + "/" + path)
                    .statusCode();
            assertThat(status)
                    .as(route)
                    .isEqualTo(Set.of("GET health", "GET openapi.json").contains(route) ? 200 : 401);
        }
    }
}
