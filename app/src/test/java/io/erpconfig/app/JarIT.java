package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.server.AdminClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The jar that is deployed has in it what it needs. */
@Timeout(120)
class JarIT {

    private static final Path JAR = Path.of(System.getProperty("app.jar", "target/erp-config.jar"));

    @TempDir
    private Path folder;

    @Test
    void itServesAllPartsOfTheDemo() throws Exception {
        try (ProgramProcess server = start("serve", "--demo", "--port", 0, "--data-dir", data())) {
            List<String> lines = server.linesTo("listening on ");
            String token = lines.get(0).substring("token: ".length());
            String api = lines.get(2).substring("listening on ".length())
                    + "/api/v4/projects/b2b-cnc.erp-config/repository/";
            for (String path : List.of(
                    "branches",
                    "branches?regex=%5Em",
                    "tree?recursive=true&per_page=2",
                    "files/pricing%2Fmaterials.csv?ref=master",
                    "files/pricing%2Fmaterials.csv/raw",
                    "archive.zip",
                    "archive.tar.gz",
                    "commits",
                    "compare?from=master@v0002&to=master")) {
                assertThat(get(api + path, token).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(get(api + "files/none/raw", token).statusCode()).isEqualTo(404);
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.errors()).doesNotContain("Exception", "ERROR");
        }
    }

    @Test
    void itServesOperatorsAndMonitoring() throws Exception {
        Path log = folder.resolve("access.log");
        try (ProgramProcess server =
                start("serve", "--port", 0, "--metrics-port", 0, "--access-log", log, "--data-dir", data())) {
            List<String> lines = server.linesTo("listening on ");
            String url = lines.get(0).substring("listening on ".length());
            String password =
                    Files.readString(data().resolve("initial-admin-password")).strip();
            AdminClient client = AdminClient.signIn(url, "admin", password);
            client.json(
                    201,
                    "POST",
                    "projects",
                    AdminClient.JSON.createObjectNode().put("name", "p").put("type", "erp-config"));
            String project = "projects/p.erp-config";
            for (String content : List.of("1\n", "2\n")) {
                byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
                int status = client.send("PUT", project + "/branches/master/files/a", bytes)
                        .statusCode();
                assertThat(status).isBetween(200, 201);
            }
            String compare = project + "/compare?from=master@v0002&to=master";
            assertThat(AdminClient.text(client.get(compare))).contains("-1\\n+2\\n");
            for (String path : List.of("archive.zip", "branches/master/history", "branches/master/tree")) {
                assertThat(client.get(project + "/" + path).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            assertThat(client.json("audit")).isNotEmpty();
            assertThat(client.get("openapi.json").statusCode()).isEqualTo(200);
            Matcher metrics = Pattern.compile("metrics on (\\S+)").matcher(server.errors());
            assertThat(metrics.find()).isTrue();
            assertThat(new String(get(metrics.group(1), "").body(), StandardCharsets.UTF_8))
                    .contains("http_server_requests_seconds_count{api=\"admin\",method=\"write\",status=\"2xx\"}");
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.errors()).doesNotContain("Exception", "ERROR");
        }
        assertThat(log).content().contains("\"who\":\"user admin\"");
    }

    @Test
    void itHashesPasswords() throws Exception {
        try (ProgramProcess program = start("user", "add", "ana", "--password-stdin", "--data-dir", data())) {
            program.type("correct horse\n");
            assertThat(program.output()).isEqualTo("added user ana");
        }
    }

    @Test
    void itImportsAndVerifies() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a.json"), "{}");
        try (ProgramProcess program =
                start("import", source, "--owner", "acme", "--project", "p.erp-config", "--data-dir", data())) {
            assertThat(program.output()).startsWith("imported 1 file (2 B) as v0002");
        }
        try (ProgramProcess program = start("verify", "--data-dir", data())) {
            assertThat(program.output()).isEqualTo("ok: 3 objects, 2 snapshots");
        }
    }

    @Test
    void itKnowsItsVersion() throws Exception {
        try (ProgramProcess program = start("--version")) {
            assertThat(program.output())
                    .matches("erp-config [0-9]+\\.[0-9]+\\.[0-9]+\\S* \\(commit ([0-9a-f]{12}(-dirty)?|unknown)\\)");
        }
    }

    @Test
    void healthAndMetricsNameTheSameVersionAndCommit() throws Exception {
        String version;
        try (ProgramProcess program = start("--version")) {
            version = program.output();
        }
        try (ProgramProcess server = start("serve", "--port", 0, "--metrics-port", 0, "--data-dir", data())) {
            String url = server.linesTo("listening on ").get(0).substring("listening on ".length());
            JsonNode health =
                    AdminClient.JSON.readTree(get(url + "/api/v4/health", "").body());
            String commit = health.get("commit").asString();
            String number = health.get("version").asString();
            Matcher metrics = Pattern.compile("metrics on (\\S+)").matcher(server.errors());

            assertThat(version).isEqualTo("erp-config " + number + " (commit " + commit + ")");
            assertThat(metrics.find()).isTrue();
            assertThat(new String(get(metrics.group(1), "").body(), StandardCharsets.UTF_8))
                    .contains("erp_config_build{commit=\"" + commit + "\",version=\"" + number + "\"} 1");
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private ProgramProcess start(Object... args) throws Exception {
        return ProgramProcess.start(JAR, folder, args);
    }

    private static HttpResponse<byte[]> get(String url, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("PRIVATE-TOKEN", token)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
