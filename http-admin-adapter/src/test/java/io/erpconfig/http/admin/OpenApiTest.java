package io.erpconfig.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final AdminServer server = AdminServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode document() {
        return AdminServer.json(
                server.send("", "GET", "openapi.json", java.net.http.HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void everyRouteIsInTheDocumentAndNoOther() {
        Set<String> described = new TreeSet<>();
        document().get("paths").properties().stream()
                // The others are the read API's.
                .filter(path -> path.getValue().has("servers"))
                .forEach(path -> path.getValue().propertyNames().forEach(method -> {
                    if (METHODS.contains(method)) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        Set<String> served = new TreeSet<>();
        server.routes.forEach(route -> served.add(route.replace("...}", "}")));

        assertThat(described).isEqualTo(served).hasSizeGreaterThan(25);
    }

    @Test
    void everyRouteButTheOpenOnesNeedsTheSession() {
        document().get("paths").properties().stream()
                .filter(path -> path.getValue().has("servers"))
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> checkSession(
                                path.getKey(), method.getKey().toUpperCase(Locale.ROOT), method.getValue())));
    }

    private void checkSession(String path, String method, JsonNode operation) {
        if (path.startsWith("/user/")) {
            return;
        }
        String target = path.substring(AdminServer.A.length() + 1).replaceAll("\\{[^}]+}", "x");
        int status = server.send("", method, target, java.net.http.HttpRequest.BodyPublishers.noBody())
                .statusCode();
        assertThat(status)
                .as(method + " " + path)
                .isEqualTo(operation.get("security").isEmpty() ? 200 : 401);
    }
}
