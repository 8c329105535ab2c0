package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.erpconfig.core.project.Project;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random requests: the server answers each of them, and says in JSON what is wrong with it. */
class RandomRequestsTest {

    private static final int REQUESTS = 10_000;

    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "FOO");

    private static final List<String> PREFIXES = List.of(
            "/site-builder/api/erp-config",
            "/site-builder/api/erp-config",
            "/site-builder/api/erp-config/api/v4",
            "/api/v4",
            "/api//v4",
            "/site-builder");

    private static final List<String> ROUTES = List.of(
            "health",
            "version",
            "user",
            "projects",
            "projects/%s",
            "projects/%s/repository/branches",
            "projects/%s/repository/branches/%s",
            "projects/%s/repository/tree",
            "projects/%s/repository/files/%s",
            "projects/%s/repository/files/%s/%s",
            "projects/%s/repository/files/%s/raw",
            "projects/%s/repository/blobs/%s",
            "projects/%s/repository/blobs/%s/raw",
            "projects/%s/repository/archive.zip",
            "projects/%s/repository/archive%s",
            "projects/%s/repository/archive.%s",
            "projects/%s/repository/commits",
            "projects/%s/repository/commits/%s",
            "projects/%s/repository/compare",
            "personal_access_tokens/self",
            "users/%s",
            "namespaces/%s",
            "search",
            "projects/%s/members/%s",
            "projects/%s/%s",
            "projects/%s/%s/%s",
            "%s/%s/%s");

    private static final List<String> PARTS = List.of(
            SHOP.value(),
            SHOP.value(),
            SHOP.value(),
            SHOP.value(),
            "alice%2F" + SHOP,
            "bob%2Fx",
            "42",
            "a.json",
            "a.json",
            "dir",
            "dir%2Fb",
            "master",
            "feature%2Fx",
            "master@v0001",
            "HEAD",
            "raw",
            "projects",
            "..",
            ".",
            "%2e%2e",
            "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd",
            "%5C",
            "%00",
            "%01",
            "%7F",
            "%FF",
            "%C0%AF",
            "%ED%A0%80",
            "%F0%9F%98%80",
            "%",
            "%Z",
            "%ZZ",
            "%252F",
            ";x=y",
            "%3B",
            "|",
            "\"",
            "<script>",
            "{}",
            "[",
            "+",
            "%20",
            "*",
            "~",
            "é",
            "",
            "a".repeat(300),
            "b%2F".repeat(400),
            "9e26dfeeb6e641a33dae4961196235bdb965b21b",
            "-1",
            "99999999999999999999");

    private static final List<String> NAMES = List.of(
            "ref",
            "ref_name",
            "sha",
            "path",
            "recursive",
            "page",
            "per_page",
            "pagination",
            "page_token",
            "search",
            "regex",
            "from",
            "to",
            "straight",
            "since",
            "until",
            "private_token",
            "scope",
            "order_by",
            "sort",
            "id_after",
            "min_access_level",
            "last_activity_after",
            "archived",
            "%FF",
            "",
            "x");

    private static final List<String> HEADERS = List.of(
            "Range: bytes=0-1",
            "Range: bytes=-0",
            "Range: bytes=5-2,9-",
            "Range: \u0001",
            "If-None-Match: *",
            "If-None-Match: \"",
            "If-None-Match: W/\"a\",,\"b",
            "Accept: image/png",
            "Content-Type: application/json",
            "X-Instance-Id: ",
            "X-Instance-Id: \u00e9",
            "X-Request-Id: \u00ff<>",
            "Authorization: Bearer",
            "Authorization: Bearer x",
            "Authorization: Basic eDp5",
            "X-Forwarded-Host: evil",
            "X-Forwarded-Proto: ftp",
            "Accept-Encoding: gzip",
            "Upgrade: h2c",
            "Expect: 100-continue",
            "If-Modified-Since: never",
            "Cookie: a=b; c",
            "Content-Length: 0");

    /** Each now and then, in place of a good one. */
    private static final List<String> ODD_HOSTS =
            List.of("127.0.0.1:80", "[::1]:8080", "a_b", "EXAMPLE.com:99999", "a b", "");

    private final TestServer server = TestServer.start();
    private final JsonMapper json = new JsonMapper();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void areAllAnsweredAndErrorsAreJson() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        Project project = server.project();
        server.save(project, "a.json", "{}");
        server.save(project, "dir/b", "b");
        server.branch(project, "feature/x", "master");
        for (int i = 0; i < REQUESTS; i++) {
            String method = pick(random, METHODS);
            String request =
                    method + ' ' + target(random) + " HTTP/1.1\r\n" + headers(random) + "Connection: close\r\n\r\n";
            String where = "seed " + seed + ", request " + i + ": " + request;
            check(method, server.raw(request), where);
        }
    }

    private String target(Random random) {
        String route = pick(random, ROUTES);
        while (route.contains("%s")) {
            int at = route.indexOf("%s");
            String part = at == "projects/".length() && random.nextInt(4) > 0 ? SHOP.value() : pick(random, PARTS);
            // A part may have a "%s" of its own, but none does.
            route = route.substring(0, at) + part + route.substring(at + 2);
        }
        StringBuilder target =
                new StringBuilder(pick(random, PREFIXES)).append('/').append(route);
        int parameters = random.nextInt(4);
        for (int i = 0; i < parameters; i++) {
            target.append(i == 0 ? '?' : '&')
                    .append(pick(random, NAMES))
                    .append('=')
                    .append(pick(random, PARTS));
        }
        return target.toString();
    }

    private String headers(Random random) {
        StringBuilder headers = new StringBuilder("Host: ")
                .append(random.nextInt(12) > 0 ? "x" : pick(random, ODD_HOSTS))
                .append("\r\n");
        if (random.nextInt(8) > 0) {
            headers.append("PRIVATE-TOKEN: ").append(server.token).append("\r\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.append(pick(random, HEADERS)).append("\r\n");
        }
        return headers.toString();
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void check(String method, String answer, String where) {
        assertThat(answer).as(where).startsWith("HTTP/1.1 ");
        int status = Integer.parseInt(answer.substring(9, 12));
        assertThat(status).as(where).isBetween(200, 499);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        if (status >= 400) {
            assertThat(answer).as(where).doesNotContain("Exception", "\tat ", "<html", "org.eclipse");
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
