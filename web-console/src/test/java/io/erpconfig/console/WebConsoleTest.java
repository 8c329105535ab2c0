package io.erpconfig.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console's files are served, over real sockets. */
@Timeout(60)
class WebConsoleTest {

    /** What a first load may take without the editor, compressed, in bytes: a quarter of what was asked for. */
    private static final int FIRST_LOAD = 60_000;

    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"(/console/assets/[^\"]+)\"");

    private static ConsoleServer server;

    @BeforeAll
    static void start() {
        server = new ConsoleServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String page() {
        return new String(server.get("/console/").body(), StandardCharsets.UTF_8);
    }

    private static List<String> loaded() {
        Matcher found = LOADED.matcher(page());
        return found.results().map(each -> each.group(1)).toList();
    }

    @Test
    void theServersRootLeadsToTheConsole() {
        HttpResponse<byte[]> root = server.get("/");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(header(root, "Location")).isEqualTo("/console/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/",
                "/console/projects",
                "/console/projects/b2b-cnc.erp-config/file?ref=master%40v0002&path=a%2Fb.json",
                "/console/projects/a%2Fb",
                "/console/no/such/view"
            })
    void everyViewsAddressAnswersThePage(String address) {
        HttpResponse<byte[]> view = server.get(address);
        assertThat(view.statusCode()).isEqualTo(200);
        assertThat(header(view, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(new String(view.body(), StandardCharsets.UTF_8)).isEqualTo(page());
    }

    @Test
    void thePageRunsNothingButWhatThisServerSendsAsAFile() {
        HttpResponse<byte[]> view = server.get("/console/");
        assertThat(header(view, "Content-Security-Policy").split("; "))
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "worker-src 'self'",
                        "style-src 'self'",
                        "connect-src 'self'",
                        "frame-ancestors 'none'",
                        "base-uri 'none'",
                        "form-action 'self'",
                        "require-trusted-types-for 'script'",
                        "trusted-types checker")
                .noneMatch(directive -> directive.contains("unsafe") || directive.contains("*"));
        assertThat(header(view, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(view, "Referrer-Policy")).isEqualTo("same-origin");
        assertThat(header(view, "X-Frame-Options")).isEqualTo("DENY");
        assertThat(page())
                .doesNotContain("<style")
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContain("style=");
    }

    @Test
    void whatRunsBesideThePageLoadsItsOwnPartsAndNothingElse() {
        Matcher checker =
                Pattern.compile("name=\"checker\" content=\"([^\"]+)\"").matcher(page());
        assertThat(checker.find()).isTrue();
        assertThat(header(server.get(checker.group(1)), "Content-Security-Policy")
                        .split("; "))
                .contains("default-src 'none'", "script-src 'self'")
                .noneMatch(directive -> directive.startsWith("connect-src"));
    }

    @Test
    void thePageIsAskedForAnewEachTimeAtTheCostOfAnEntityTag() {
        HttpResponse<byte[]> view = server.get("/console/");
        assertThat(header(view, "Cache-Control")).isEqualTo("no-cache");
        HttpResponse<byte[]> again = server.get("/console/projects", "If-None-Match", header(view, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void thePageSaysWhatTheServerAllowsAndWhereOneSignsIn() throws IOException {
        ConsoleSettings settings = new ConsoleSettings(
                new ConsoleSettings.Limits(16 << 20, 64 << 20, 10_000),
                Optional.of(new ConsoleSettings.Platform(
                        Optional.of("https://desk.example.com/login?a=1&next={return}"), Optional.of("/\"<script>"))),
                true);
        try (ConsoleServer told = new ConsoleServer(WebConsole.load(settings))) {
            HttpResponse<byte[]> view = told.get("/console/");
            String page = new String(view.body(), StandardCharsets.UTF_8);

            assertThat(page)
                    .contains(
                            "<meta name=\"erp-config-max-file-bytes\" content=\"16777216\">",
                            "<meta name=\"erp-config-max-commit-bytes\" content=\"67108864\">",
                            "<meta name=\"erp-config-max-commit-files\" content=\"10000\">",
                            "<meta name=\"erp-config-customers\" content=\"true\">",
                            "<meta name=\"erp-config-sign-in\" content=\"platform\">",
                            "content=\"https://desk.example.com/login?a=1&amp;next={return}\"",
                            "content=\"/&quot;&lt;script>\"")
                    .endsWith(page().substring(page().indexOf("</head>")));
            byte[] gzip = told.get("/console/", "Accept-Encoding", "gzip").body();
            assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
                    .isEqualTo(view.body());
        }
        assertThat(page()).doesNotContain("erp-config-sign-in");
    }

    @Test
    void whatThePageLoadsIsNamedByItsContentAndKeptForEver() {
        assertThat(loaded()).hasSize(3).allSatisfy(asset -> {
            HttpResponse<byte[]> file = server.get(asset);
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(asset).matches("/console/assets/[a-z]+-[0-9A-Z]{8}\\.(js|css|svg)");
            assertThat(header(file, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(file, "Vary")).isEqualTo("Accept-Encoding");
        });
    }

    @Test
    void everyFileOfTheBuildIsServedAsWhatItIs() {
        assertThat(ConsoleFiles.load().names()).isNotEmpty().allSatisfy(name -> {
            HttpResponse<byte[]> file = server.get("/console/assets/" + name);
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(header(file, "Content-Type"))
                    .isIn("text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml");
        });
    }

    @Test
    void whoTakesGzipGetsTheSameBytesInFewer() throws IOException {
        for (String asset : loaded()) {
            HttpResponse<byte[]> plain = server.get(asset);
            HttpResponse<byte[]> gzip = server.get(asset, "Accept-Encoding", "br;q=1.0, gzip, deflate");
            assertThat(header(plain, "Content-Encoding")).isEmpty();
            assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
            assertThat(header(gzip, "ETag")).isNotEqualTo(header(plain, "ETag"));
            assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                    .isEqualTo(plain.body());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip|true",
                "GZIP;q=0.5|true",
                "*|true",
                "br, x-gzip|true",
                "br|false",
                "gzip;q=0|false",
                "gzip; q=0.000, *|false",
                "identity|false"
            })
    void gzipIsForThoseWhoTakeIt(String accepted, boolean taken) {
        assertThat(AcceptedEncoding.isGzip(accepted)).isEqualTo(taken);
    }

    @Test
    void aFirstLoadWithoutTheEditorIsSmall() {
        int sum = server.get("/console/", "Accept-Encoding", "gzip").body().length;
        for (String asset : loaded()) {
            sum += server.get(asset, "Accept-Encoding", "gzip").body().length;
        }
        assertThat(sum).isLessThan(FIRST_LOAD);
        assertThat(page()).doesNotContain("editor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/assets/app-00000000.js",
                "/console/assets/",
                "/console/assets/index.html",
                "/console/assets/files.txt",
                "/console/assets/..%2Ffiles.txt",
                "/console/assets/%2E%2E/WebConsole.class",
                "/favicon.ico",
                "/consoles"
            })
    void whatIsNoFileOfTheConsoleIsANotFoundInJson(String path) {
        HttpResponse<byte[]> answer = server.get(path, "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"message\":\"404 Not Found\",\"code\":\"NOT_FOUND\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void thereIsNothingToChange(String method) {
        for (String path : List.of("/", "/console/projects", loaded().get(0))) {
            HttpResponse<byte[]> answer = server.send(method, path);
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void aHeadSaysWhatAGetWould() {
        HttpResponse<byte[]> head = server.send("HEAD", "/console/projects");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length"))
                .isEqualTo(Integer.toString(server.get("/console/").body().length));
    }
}
