package io.erpconfig.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.http.ApiErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiTest {

    private final TestServer server = TestServer.start();
    private final JsonNode document = TestServer.json(server.send("GET", TestServer.P + "/openapi.json"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRouteIsInTheDocumentAndNoOther() {
        Set<String> described = new TreeSet<>();
        // Those with a server of their own are the admin API's.
        document.get("paths").properties().stream()
                .filter(path -> !path.getValue().has("servers"))
                .forEach(path -> path.getValue().propertyNames().forEach(method -> {
                    if (Set.of("get", "post", "put", "delete", "patch").contains(method)) {
                        described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                    }
                }));
        Set<String> served = new TreeSet<>();
        server.routes.stream()
                .filter(route -> !route.startsWith("HEAD "))
                .forEach(route -> served.add(route.replaceFirst(" ", " /").replace("...}", "}")));
        assertThat(described).isEqualTo(served).hasSizeGreaterThan(20);
    }

    @Test
    void everyPrefixIsOneOfItsServers() {
        List<String> servers = document.get("servers")
                .valueStream()
                .map(server -> server.get("url").asString())
                .toList();
        assertThat(ReadApi.PREFIXES).allMatch(prefix -> servers.stream().anyMatch(url -> url.endsWith(prefix)));
    }

    @Test
    void everyWordOfTheErrorsIsInIt() {
        JsonNode words = document.at("/components/schemas/ErrorCode/enum");
        assertThat(words.valueStream().map(JsonNode::asString).toList())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ApiErrorCode.values())
                        .map(ApiErrorCode::name)
                        .toList());
    }
}
