package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.A;
import static io.erpconfig.http.admin.AdminServer.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random requests: the server answers each of them, and says in JSON what is wrong with it. */
class RandomRequestsTest {

    private static final int REQUESTS = 6_000;

    private static final List<String> METHODS =
            List.of("GET", "GET", "PUT", "PUT", "POST", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "FOO");

    private static final List<String> ROUTES = List.of(
            "openapi.json",
            "projects",
            "projects/%s",
            "projects/%s/branches",
            "projects/%s/branches/%s",
            "projects/%s/branches/%s/tree",
            "projects/%s/branches/%s/files/%s",
            "projects/%s/branches/%s/files/%s",
            "projects/%s/branches/%s/files/%s/%s",
            "projects/%s/branches/%s/commits",
            "projects/%s/branches/%s/commits",
            "projects/%s/branches/%s/rollback",
            "projects/%s/branches/%s/history",
            "projects/%s/compare",
            "projects/%s/archive.zip",
            "%s/%s");

    private static final List<String> PARTS = List.of(
            "a.json",
            "dir",
            "dir%2Fb",
            "master",
            "master",
            "master",
            "feature%2Fx",
            "dev",
            "master@v0001",
            "master%40v2",
            "v1",
            "v2",
            "HEAD",
            "files",
            "..",
            ".",
            "%2e%2e",
            "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd",
            "%5C",
            "%00",
            "%0A",
            "%7F",
            "%FF",
            "%C0%AF",
            "%ED%A0%80",
            "%F0%9F%98%80",
            "%",
            "%ZZ",
            "%252F",
            ";x=y",
            "|",
            "\"",
            "<script>",
            "{}",
            "+",
            "%20",
            "*",
            "\u00e9",
            "",
            "a".repeat(300),
            "b%2F".repeat(400),
            "9e26dfeeb6e641a33dae4961196235bdb965b21b",
            "-1",
            "1",
            "99999999999999999999");

    private static final List<String> PLAIN_ROUTES = List.of(
            "projects",
            "projects/" + SHOP + "/branches",
            "projects/" + SHOP + "/branches/master/files/%s",
            "projects/" + SHOP + "/branches/master/commits",
            "projects/" + SHOP + "/branches/master/rollback");

    private static final List<String> PLAIN = List.of("master", "a.json", "dir%2Fb", "v1", "v2", "1");

    private static final List<String> PROJECTS =
            List.of(SHOP, SHOP, SHOP, SHOP, SHOP, "alice%2F" + SHOP, "bob%2F" + SHOP, "other.erp-config", "42", "x");

    private static final List<String> NAMES = List.of(
            "path",
            "recursive",
            "page",
            "per_page",
            "pagination",
            "page_token",
            "from",
            "to",
            "to",
            "ref",
            "message",
            "%FF",
            "");

    private static final List<String> HEADERS = List.of(
            "Range: bytes=0-1",
            "Range: bytes=9-2",
            "If-None-Match: *",
            "If-None-Match: \"x\"",
            "If-Match: *",
            "If-Match: \"9e26dfeeb6e641a33dae4961196235bdb965b21b\"",
            "If-Match: W/\"a\",,\"b",
            "If-Match: \"\u00ff\"",
            "Content-Type: application/json",
            "Content-Type: text/plain",
            "Content-Type: \u00ff",
            "Content-Encoding: gzip",
            "Content-Range: bytes 0-1/2",
            "Origin: null",
            "Origin: http://x",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-origin",
            "Accept: image/png",
            "Expect: 100-continue",
            "Cookie: user=bob",
            "X-Forwarded-For: 1.2.3.4, x",
            "X-Request-Id: \u00ff<>");

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "{\"name\":\"n%d\"}",
            "{\"name\":\"n%d\",\"type\":\"site\"}",
            "{\"name\":\"n%d\",\"from\":\"master\"}",
            "{\"name\":\"n%d\",\"from\":\"master@v%d\"}",
            "{\"name\":\"\\ud800\"}",
            "{\"name\":\"\\u0000\"}",
            "{\"\\ud800\":1}",
            "{\"message\":\"m\",\"actions\":[]}",
            "{\"message\":\"m\",\"actions\":[{\"action\":\"create\",\"path\":\"n%d\",\"content\":\"%d\"}]}",
            "{\"message\":\"m\",\"actions\":[{\"action\":\"delete\",\"path\":\"n%d\"}]}",
            "{\"message\":\"m\",\"actions\":[{\"action\":\"move\",\"path\":\"n%d\",\"previous_path\":\"n%d\"}]}",
            "{\"message\":\"\\ud800\",\"actions\":[{\"action\":\"create\",\"path\":\"\\ud800\",\"content\":\"\\ud800\"}]}",
            "{\"message\":\"m\",\"actions\":[{\"action\":\"create\",\"path\":\"x/n%d\",\"content\":\"%d\",\"encoding\":\"base64\"}]}",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "\u00ff\u00fe",
            "\u00ef\u00bb\u00bf{}",
            "null",
            "1e999999999",
            "a=b");

    private final AdminServer server = AdminServer.startWithProject();
    private final JsonMapper json = new JsonMapper();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void areAllAnsweredAndErrorsAreJson() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int changed = 0;
        for (int i = 0; i < REQUESTS; i++) {
            if (i % 100 == 0) {
                server.post("projects", "{\"name\":\"b2b-cnc\"}");
                server.save("a.json", "{}");
            }
            // One of three has nothing odd but what chance puts together.
            boolean odd = random.nextInt(3) > 0;
            String method = odd ? pick(random, METHODS) : random.nextBoolean() ? "PUT" : "POST";
            String body = body(random);
            String head = method + ' ' + target(random, odd) + " HTTP/1.1\r\n" + headers(random, body, odd);
            String where = "seed " + seed + ", request " + i + ": " + head + body;
            String answer = server.raw((head + body).getBytes(StandardCharsets.ISO_8859_1));
            changed += answer.startsWith("HTTP/1.1 201") ? 1 : 0;
            check(method, answer, where);
        }
        assertThat(changed).as("that some of it is no nonsense").isGreaterThan(20);
        assertThat(server.get("projects").statusCode()).isEqualTo(200);
    }

    private static String target(Random random, boolean odd) {
        String route = odd ? pick(random, ROUTES) : pick(random, PLAIN_ROUTES);
        while (route.contains("%s")) {
            int at = route.indexOf("%s");
            boolean project = at == "projects/".length() && odd;
            route = route.substring(0, at)
                    + pick(random, project ? PROJECTS : odd ? PARTS : PLAIN)
                    + route.substring(at + 2);
        }
        StringBuilder target = new StringBuilder(A).append('/').append(route);
        int parameters = random.nextInt(4);
        for (int i = 0; i < parameters; i++) {
            target.append(i == 0 ? '?' : '&')
                    .append(pick(random, NAMES))
                    .append('=')
                    .append(pick(random, odd ? PARTS : PLAIN));
        }
        return target.toString();
    }

    private static String body(Random random) {
        String body = pick(random, BODIES);
        while (body.contains("%d")) {
            int at = body.indexOf("%d");
            body = body.substring(0, at) + (1 + random.nextInt(20)) + body.substring(at + 2);
        }
        return body;
    }

    private static String headers(Random random, String body, boolean odd) {
        StringBuilder headers = new StringBuilder("Host: x\r\n");
        if (!odd || random.nextInt(8) > 0) {
            headers.append("Cookie: user=alice\r\n");
        }
        for (int i = odd ? random.nextInt(3) : 0; i > 0; i--) {
            headers.append(pick(random, HEADERS)).append("\r\n");
        }
        if (!body.isEmpty() || random.nextBoolean()) {
            headers.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return headers.append("Connection: close\r\n\r\n").toString();
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void check(String method, String received, String where) {
        assertThat(received).as(where).startsWith("HTTP/1.1 ");
        String answer = received.startsWith("HTTP/1.1 100 Continue\r\n\r\n") ? received.substring(25) : received;
        int status = Integer.parseInt(answer.substring(9, 12));
        assertThat(status).as(where + answer).isBetween(200, 499);
        if (status >= 400) {
            assertThat(answer).as(where).doesNotContain("Exception", "\tat ", "<html", "org.eclipse", "jackson");
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            boolean bare = status == 400 && body.isEmpty();
            if (!method.equals("HEAD") && !bare) {
                checkError(body, where);
            }
        }
    }

    private void checkError(String body, String where) {
        try {
            JsonNode error = json.readTree(body);
            assertThat(error.get("message").asString()).as(where).isNotEmpty();
            assertThat(error.get("code").asString()).as(where).matches("[A-Z_]+");
        } catch (JacksonException e) {
            fail(where + "\nis answered with " + body, e);
        }
    }
}
