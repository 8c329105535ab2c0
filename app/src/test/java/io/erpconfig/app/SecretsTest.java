package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.server.AdminClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Secrets: whatever a client does with them, no file and no log has one. */
@Timeout(120)
class SecretsTest {

    private static final String JSON = "application/json";
    private static final String CHANGED = "battery horse staple 81";
    private static final String CHANGED_AGAIN = "zebra crossing at noon 17";
    private static final String WRONG = "no such password 4711";
    private static final String READ_API = "/site-builder/api/erp-config/projects/p.erp-config/repository/";
    private static final String MASTER = "projects/p.erp-config/branches/master";
    private static final Pattern METRICS = Pattern.compile("metrics on (\\S+)");

    @TempDir
    private Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SecretSearch search = new SecretSearch();

    @Test
    void noFileAndNoLogHasATokenAPasswordOrASession() throws Exception {
        Path accessLog = folder.resolve("access.log");
        for (String password : List.of(ServedStore.PASSWORD, CHANGED, CHANGED_AGAIN, WRONG)) {
            search.add(password);
        }
        Map<String, String> talkative = Map.of(
                "ERP_CONFIG_DEBUG",
                "1",
                "JAVA_TOOL_OPTIONS",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=info -Dorg.slf4j.simpleLogger.log.io.erpconfig=trace"
                        + " -Dorg.slf4j.simpleLogger.log.io.javalin=debug");
        try (ServedStore server =
                ServedStore.start(folder, talkative, "--access-log", accessLog, "--metrics-port", "0")) {
            String url = server.url();
            AdminClient client = useSessions(server);
            useTokens(url, client);
            useCommands(client);
            provokeAFailure(url, client);
            Matcher metrics = METRICS.matcher(server.process().errors());
            assertThat(metrics.find()).isTrue();
            for (String page : List.of(metrics.group(1), metrics.group(1).replace("metrics", "readyz"))) {
                assertThat(search.find(page, get(page).body())).isEmpty();
            }
            assertThat(search.find("the audit trail", client.get("audit").body()))
                    .isEmpty();
            // Also while it runs: what is to be in the journal for a while.
            search.assertNoneIn(ServedStore.data(folder));
            server.process().terminate();
            assertThat(server.process().exitCode()).isZero();
            assertThat(search.find("standard output", server.process().output().getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
            assertThat(server.process().errors()).contains("ERROR");
        }
        assertThat(accessLog).content().contains("\"who\":\"user admin\"", "\"who\":\"token ");
        search.assertNoneIn(folder);
    }

    private AdminClient useSessions(ServedStore server) throws Exception {
        String url = server.url();
        AdminClient first = signedIn(url, ServedStore.PASSWORD);
        AdminClient other = signedIn(url, ServedStore.PASSWORD);
        for (List<String> names : List.of(
                List.of(ServedStore.USER, WRONG),
                List.of(ServedStore.PASSWORD, ServedStore.USER),
                List.of(ServedStore.PASSWORD, ServedStore.PASSWORD),
                List.of("nobody", ServedStore.PASSWORD))) {
            assertThat(signIn(url, object("username", names.get(0), "password", names.get(1)))
                            .statusCode())
                    .isEqualTo(401);
        }
        signIn(url, object("username", ServedStore.USER, "password", ServedStore.PASSWORD, "x", WRONG));
        signIn(url, object("user" + WRONG, ServedStore.PASSWORD));
        raw(url, "POST /user/login HTTP/1.1\r\nHost: h\r\nContent-Length: 80\r\n\r\n{\"password\":\"" + WRONG + "\",,");
        raw(url, "POST /user/login?password=" + WRONG.replace(' ', '+') + " HTTP/1.1\r\nHost: h\r\n\r\n");

        first.send("DELETE", "account/sessions/" + other.sessionValue(), new byte[0]);
        first.get("projects/" + other.sessionValue(), "X-Request-Id", other.sessionValue());
        for (String[] change :
                new String[][] {{WRONG, CHANGED}, {ServedStore.PASSWORD, "short"}, {ServedStore.PASSWORD, CHANGED}}) {
            first.send(
                    "POST",
                    "account/password",
                    object("current", change[0], "new", change[1]).toString().getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    JSON);
        }
        assertThat(other.get("projects").statusCode()).isEqualTo(401);
        return signedIn(url, CHANGED);
    }

    private void useTokens(String url, AdminClient client) throws Exception {
        client.json(201, "POST", "projects", object("name", "p", "type", "erp-config"));
        AdminClient.expect(201, client.send("PUT", MASTER + "/files/a.json", "{}".getBytes(StandardCharsets.UTF_8)));
        JsonNode issued = client.json(201, "POST", "tokens", object("name", "poller"));
        String token = issued.get("tokenString").asString();
        search.add(token);
        String branches = url + READ_API + "branches";
        assertThat(get(branches, "PRIVATE-TOKEN", token).statusCode()).isEqualTo(200);
        assertThat(get(branches, "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> byQuery = get(branches + "?per_page=1&private_token=" + token);
        assertThat(byQuery.statusCode()).isEqualTo(200);
        assertThat(search.find("headers", byQuery.headers().toString().getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        get(branches + "/" + token, "PRIVATE-TOKEN", token);
        get(url + READ_API + "files/" + token + "/raw?ref=" + token, "PRIVATE-TOKEN", token);
        get(branches, "PRIVATE-TOKEN", token, "X-Request-Id", token);
        get(branches, "PRIVATE-TOKEN", token, "X-Instance-Id", token, "User-Agent", token);
        get(branches, "PRIVATE-TOKEN", token.toUpperCase(java.util.Locale.ROOT));
        get(branches, "Authorization", "Basic " + base64("oauth2:" + token));
        get(url + "/" + token + "/x;" + token, "Cookie", "erp_config_session=" + token);
        raw(url, "GET /%00" + token + " HTTP/1.1\r\nHost: h\r\n\r\n");
        raw(url, token + " / HTTP/1.1\r\nHost: " + token + "\r\n\r\n");
        // In the wrong field of the admin API, too.
        client.get("tokens/" + token);
        client.send("DELETE", "tokens/" + token, new byte[0]);
        client.send("DELETE", "projects/" + token, new byte[0]);
        client.send("DELETE", "projects/p.erp-config/branches/" + token, new byte[0]);
        client.send("POST", MASTER + "/rollback?to=" + token, new byte[0]);
        client.send(
                "POST",
                "projects/p.erp-config/branches",
                object("name", "x", "from", token).toString().getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                JSON);
        client.get("audit?since=" + token);
        AdminClient.expect(
                204, client.send("DELETE", "tokens/" + issued.get("id").asString(), new byte[0]));
        assertThat(get(branches, "PRIVATE-TOKEN", token).statusCode()).isEqualTo(401);
    }

    private void useCommands(AdminClient client) throws Exception {
        Path data = ServedStore.data(folder);
        String token = Program.onStore(data)
                .run("token", "issue", "--owner", ServedStore.USER, "--name", "beside")
                .line();
        search.add(token);
        Program.onStore(data).run("token", "revoke", token);
        Program.onStore(data).typing(WRONG + "\n").run("user", "add", "ana", "--password-stdin");
        assertThat(Program.onStore(data)
                        .typing(CHANGED_AGAIN + "\n")
                        .run("user", "passwd", ServedStore.USER, "--password-stdin")
                        .exitCode())
                .isZero();
        assertThat(client.get("projects").statusCode()).isEqualTo(401);
    }

    /** Damages a file's content behind the server's back, so that what asks for it fails. */
    private void provokeAFailure(String url, AdminClient ended) throws Exception {
        assertThat(ended.get("projects").statusCode()).isEqualTo(401);
        AdminClient client = signedIn(url, CHANGED_AGAIN);
        String token = client.json(201, "POST", "tokens", object("name", "last"))
                .get("tokenString")
                .asString();
        search.add(token);
        byte[] content = new byte[900_000];
        new Random(1).nextBytes(content);
        AdminClient.expect(201, client.send("PUT", MASTER + "/files/large", content));
        try (Stream<Path> files = Files.walk(ServedStore.data(folder))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) == content.length && Arrays.equals(Files.readAllBytes(file), content)) {
                    Files.write(file, new byte[0]);
                }
            }
        }
        HttpResponse<byte[]> failed = get(url + READ_API + "files/large?private_token=" + token, "X-Request-Id", token);
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.headers().firstValue("X-Request-Id").orElseThrow()).isNotEqualTo(token);
        client.send("PUT", MASTER + "/files/large", content);
    }

    @Test
    void aSecretThatWasPlantedIsFoundHoweverItIsWritten() throws Exception {
        String token = "0123456789abcdef".repeat(4).replace("f0", "0f");
        byte[] decoded = HexFormat.of().parseHex(token);
        byte[] before = {1, 2, 3};
        search.add(token).add(WRONG);
        assertThat(search.find("nothing", "nothing at all".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        List<byte[]> plants = List.of(
                token.getBytes(StandardCharsets.UTF_8),
                ("x" + token.toUpperCase(java.util.Locale.ROOT) + "x").getBytes(StandardCharsets.UTF_8),
                token.substring(0, 40).getBytes(StandardCharsets.UTF_8),
                token.substring(30).getBytes(StandardCharsets.UTF_8),
                decoded,
                base64("user:" + token + "!").getBytes(StandardCharsets.UTF_8),
                Base64.getEncoder().encode(concat(before, decoded)),
                Base64.getUrlEncoder().withoutPadding().encode(decoded),
                token.getBytes(StandardCharsets.UTF_16LE),
                WRONG.getBytes(StandardCharsets.UTF_8),
                WRONG.replace(" ", "%20").getBytes(StandardCharsets.UTF_8),
                ("x=" + WRONG.replace(' ', '+')).getBytes(StandardCharsets.UTF_8),
                base64("a:" + WRONG).getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve("below/planted.bin");
        Files.createDirectories(file.getParent());
        for (byte[] plant : plants) {
            Files.write(file, concat(new byte[5_000_000], concat(plant, before)));
            assertThat(search.find(folder))
                    .as(new String(plant, StandardCharsets.ISO_8859_1))
                    .isNotEmpty()
                    .allMatch(found -> found.endsWith(" in " + file));
        }
        Files.write(file, before);
        assertThat(search.find(folder)).isEmpty();
        Files.createFile(folder.resolve(token));
        assertThat(search.find(folder)).isNotEmpty();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode object(String... namesAndValues) {
        ObjectNode object = AdminClient.JSON.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private AdminClient signedIn(String url, String password) throws IOException {
        AdminClient client = AdminClient.signIn(url, ServedStore.USER, password);
        search.add(client.sessionValue());
        return client;
    }

    private HttpResponse<byte[]> signIn(String url, ObjectNode body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + "/user/login"))
                        .header("Content-Type", JSON)
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void raw(String url, String request) throws IOException {
        URI server = URI.create(url);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            try (InputStream in = socket.getInputStream()) {
                in.readAllBytes();
            }
        }
    }
}
