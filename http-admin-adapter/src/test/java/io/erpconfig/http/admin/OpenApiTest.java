package io.erpconfig.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final Set<String> WRITES = Set.of("post", "put", "delete", "patch");

    private final AdminServer server = AdminServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode document() {
        return AdminServer.json(
                server.send("", "GET", "openapi.json", java.net.http.HttpRequest.BodyPublishers.noBody()));
    }

    /** The read API's paths are not given in full, and those of connectors have a tag. */
    private static boolean isOfThisApi(Map.Entry<String, JsonNode> path) {
        return path.getValue().has("servers")
                && !path.getValue().at("/get/tags/0").asString().equals("connectors");
    }

    @Test
    void everyRouteIsInTheDocumentAndNoOther() {
        Set<String> described = new TreeSet<>();
        document().get("paths").properties().stream()
                .filter(OpenApiTest::isOfThisApi)
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
                .filter(OpenApiTest::isOfThisApi)
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> checkSession(
                                path.getKey(), method.getKey().toUpperCase(Locale.ROOT), method.getValue())));
    }

    @Test
    void aWriteTakesTheParametersThatAreDescribedAndNoOther() {
        Set<String> taken = new TreeSet<>();
        Set<String> described = new TreeSet<>();
        document().get("paths").properties().stream()
                .filter(OpenApiTest::isOfThisApi)
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> WRITES.contains(method.getKey()))
                        .forEach(method -> {
                            String write = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                            queryOf(method.getValue()).forEach(name -> described.add(write + "?" + name));
                            Stream.of("message", "to", "path", "paht", "page")
                                    .filter(name -> isTaken(write, name))
                                    .forEach(name -> taken.add(write + "?" + name));
                        }));

        assertThat(taken).isEqualTo(described).hasSize(5);
    }

    private Stream<String> queryOf(JsonNode operation) {
        return operation
                .path("parameters")
                .valueStream()
                .map(each -> each.has("$ref")
                        ? document().at(each.get("$ref").asString().substring(1))
                        : each)
                .filter(parameter -> parameter.get("in").asString().equals("query"))
                .map(parameter -> parameter.get("name").asString());
    }

    private boolean isTaken(String write, String parameter) {
        String target = write.replaceAll("\\{[^}]+}", "x") + "?" + parameter + "=v1";
        String answer = server.raw((target + " HTTP/1.1\r\nHost: x\r\nCookie: user=alice\r\nContent-Length: 0\r\n"
                        + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        boolean refused = answer.contains("unknown parameter '" + parameter + "'");
        if (refused) {
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("INVALID_PARAMETER");
        }
        return !refused;
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
