package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.text;
import static io.erpconfig.http.admin.SignInServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.platform.CapturedLog;
import io.erpconfig.platform.HostSessionLookup;
import io.erpconfig.platform.PlatformServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The admin API behind a platform with its own sign-in. */
@Timeout(60)
class HostSignInTest {

    private static final String COOKIE = "desk=0123456789abcdef";

    private final PlatformServer desk = new PlatformServer();
    private final SignInServer server = SignInServer.behind(new HostSessionLookup(
            new HostSessionLookup.Host(desk.url(), List.of("session", "user", "_id"), List.of(), List.of())));

    @AfterEach
    void stop() {
        server.close();
        desk.close();
    }

    @Test
    void whoHasSignedInThereHasSignedInHere() {
        desk.replies(PlatformServer.user("anna"));

        assertThat(text(server.get(COOKIE, "session"))).isEqualTo("{\"user\":{\"_id\":\"anna\",\"name\":\"anna\"}}");
        HttpResponse<byte[]> made = server.as(COOKIE, "POST", "projects", "{\"name\": \"shop\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(text(server.get(COOKIE, "audit")))
                .contains("\"user\":\"anna\"")
                .contains("project_create");
    }

    @Test
    void whoHasNotHasNot() {
        assertThat(text(server.get(COOKIE, "session"))).isEqualTo("{\"user\":null}");
        assertError(server.get(COOKIE, "projects"), 401, "UNAUTHORIZED");
        assertError(server.send("GET", SignInServer.A + "/projects", ""), 401, "UNAUTHORIZED");
    }

    @Test
    void nobodySignsInHere() {
        desk.replies(PlatformServer.user("anna"));

        assertError(server.login("anna", PASSWORD), 404, "NOT_FOUND");
        assertError(server.send("POST", SignInServer.LOGOUT, "", "Cookie", COOKIE), 404, "NOT_FOUND");
        assertError(server.get(COOKIE, "account/sessions"), 404, "NOT_FOUND");
        assertError(server.as(COOKIE, "POST", "account/password", "{}"), 404, "NOT_FOUND");
    }

    @Test
    void aPlatformThatIsDownIsToldToEachAndLoggedOnce() {
        try (CapturedLog log = new CapturedLog()) {
            desk.goDown();
            for (int i = 0; i < 5; i++) {
                HttpResponse<byte[]> answer = server.get(COOKIE + i, "projects");
                assertError(answer, 503, "SIGN_IN_UNAVAILABLE");
                assertThat(header(answer, "retry-after")).isEqualTo("5");
                assertError(server.get(COOKIE + i, "session"), 503, "SIGN_IN_UNAVAILABLE");
            }

            assertThat(log.lines("ERROR")).isEqualTo(1);
            assertThat(log.text()).doesNotContain("0123456789abcdef").doesNotContain("\tat ");
        }
    }
}
