package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.erpconfig.interop.ErpConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a platform that signs its users in itself. */
@ConsoleTest
class PlatformTest {

    private static final String SESSION = "desk.sid=anna";

    private final HttpServer platform = platform();

    @TempDir
    private Path data;

    @BeforeEach
    void start() {
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.stop(0);
    }

    /** A platform with one user, who is signed in by opening its sign-in page. */
    private static HttpServer platform() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/session", exchange -> {
                boolean in = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"))
                        .contains(SESSION);
                String user = in ? "{\"_id\": \"anna\", \"name\": \"Anna Müller\"}" : "null";
                byte[] answer = ("{\"session\": {\"user\": " + user + "}}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.createContext("/login", exchange -> lead(exchange, SESSION + "; Path=/"));
            server.createContext("/logout", exchange -> lead(exchange, "desk.sid=; Path=/; Max-Age=0"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void lead(HttpExchange exchange, String cookie) throws IOException {
        String next = exchange.getRequestURI().getRawQuery().substring("next=".length());
        exchange.getResponseHeaders().add("Set-Cookie", cookie);
        exchange.getResponseHeaders().add("Location", URLDecoder.decode(next, StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private String url() {
        return "http://127.0.0.1:" + platform.getAddress().getPort();
    }

    private ErpConfig.Server serve(String... more) {
        String[] words = new String[more.length + 4];
        words[0] = "--session-url";
        words[1] = url() + "/session";
        words[2] = "--session-name-path";
        words[3] = "session.user.name";
        System.arraycopy(more, 0, words, 4, more.length);
        return new ErpConfig(data).serve(words);
    }

    private static Operator visitor(Operator other, ErpConfig.Server server) {
        return new Operator("anna", server.address(), other.context().browser().newContext(), new HashMap<>());
    }

    @Test
    void signingInAndOutIsThePlatforms(Operator cleo) {
        try (ErpConfig.Server server = serve(
                "--sign-in-url", url() + "/login?next={return}", "--sign-out-url", url() + "/logout?next={return}")) {
            Operator anna = visitor(cleo, server);
            anna.open("/console/audit");
            assertThat(anna.link("Go to the sign-in")).isFocused();
            assertThat(anna.page().getByLabel("Password")).hasCount(0);
            Axe.findsNothing(anna.page(), "the way to the platform's sign-in");
            anna.link("Go to the sign-in").click();
            assertThat(anna.heading("Audit")).isVisible();
            assertThat(anna.link("Anna Müller")).isVisible();

            String repoId = anna.projectWith("desk", "rates.json", "{}\n");
            anna.open("/console/account");
            anna.sees("managed there");
            anna.openFile(repoId, "rates.json");
            anna.append("\n");
            anna.context().clearCookies();
            anna.button("Save").click();
            assertThat(anna.heading("Your session has ended")).isVisible();
            Axe.findsNothing(anna.page(), "a session that has ended");
            anna.button("Go on").click();
            anna.sees("You have not signed in there yet");
            Page there = anna.context().waitForPage(anna.link("Sign in there in another tab")::click);
            assertThat(there.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Anna Müller")))
                    .isVisible();
            there.close();
            anna.button("Go on").click();
            anna.seesSaved();
            assertThat(anna.content(repoId, "rates.json")).isEqualTo("{}\n\n");
            anna.openTab("History");
            anna.sees("Anna Müller");

            anna.button("Sign out").click();
            assertThat(anna.link("Go to the sign-in")).isVisible();
            assertThat(anna.forgiven()).allMatch(said -> said.contains(url()));
            anna.end(false, "");
        }
    }

    @Test
    void withoutItsPagesTheConsoleSaysWhereOneSignsIn(Operator cleo) {
        try (ErpConfig.Server server = serve()) {
            Operator anna = visitor(cleo, server);
            anna.open("/");
            anna.sees("You sign in at the platform that this server belongs to");
            anna.button("I have signed in").click();
            anna.sees("You have not signed in there yet");
            anna.context()
                    .addCookies(List.of(new Cookie("desk.sid", "anna")
                            .setUrl(server.address().toString())));
            anna.button("I have signed in").click();
            assertThat(anna.heading("Projects")).isVisible();
            assertThat(anna.button("Sign out")).hasCount(0);
            anna.end(false, "");
        }
    }
}
