package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.text;
import static io.erpconfig.http.admin.SignInServer.ANNA;
import static io.erpconfig.http.admin.SignInServer.BERT;
import static io.erpconfig.http.admin.SignInServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AccountSessionsTest {

    private static final String SESSIONS = "account/sessions";

    private final SignInServer server = SignInServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode sessions(String cookie) {
        HttpResponse<byte[]> answer = server.get(cookie, SESSIONS);
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer);
    }

    private HttpResponse<byte[]> end(String cookie, String id) {
        return server.as(cookie, "DELETE", SESSIONS + '/' + id, "");
    }

    private HttpResponse<byte[]> change(String cookie, String current, String changed) {
        return server.as(
                cookie, "POST", "account/password", "{\"current\": \"" + current + "\", \"new\": \"" + changed + "\"}");
    }

    @Test
    void oneSeesOnesOwnSessionsTheOldestFirst() {
        String first = server.signIn(ANNA, "User-Agent", "Firefox");
        server.clock.move(Duration.ofMinutes(10));
        String second = server.signIn(ANNA);
        server.signIn(BERT);
        server.clock.move(Duration.ofMinutes(2));
        JsonNode found = sessions(first);
        // A use is noted after the request that it is made by was let in.
        found = sessions(first);

        assertThat(found.size()).isEqualTo(2);
        JsonNode oldest = found.get(0);
        assertThat(oldest.get("id").asString()).matches("[0-9a-f]{24}");
        assertThat(oldest.get("created_at").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
        assertThat(oldest.get("last_used_at").asString()).isEqualTo("2026-03-01T10:12:00.000Z");
        assertThat(oldest.get("expires_at").asString()).isEqualTo("2026-03-01T11:12:00.000Z");
        assertThat(oldest.get("address").asString()).isEqualTo("127.0.0.1");
        assertThat(oldest.get("user_agent").asString()).isEqualTo("Firefox");
        assertThat(oldest.get("current").asBoolean()).isTrue();
        assertThat(oldest.size()).isEqualTo(7);
        assertThat(found.get(1).get("current").asBoolean()).isFalse();
        assertThat(found.toString()).doesNotContain(second.substring(second.indexOf('=') + 1));
    }

    @Test
    void oneCanEndASessionOfOnesOwn() {
        String lost = server.signIn(ANNA);
        String id = sessions(lost).get(0).get("id").asString();
        String kept = server.signIn(ANNA);
        HttpResponse<byte[]> answer = end(kept, id);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(server.whoIs(lost)).isEmpty();
        assertThat(server.whoIs(kept)).contains("anna");
        assertError(end(kept, id), 404, "SESSION_NOT_FOUND");
    }

    @Test
    void oneCanEndThePresentSession() {
        String cookie = server.signIn(ANNA);

        assertThat(end(cookie, sessions(cookie).get(0).get("id").asString()).statusCode())
                .isEqualTo(204);
        assertError(server.get(cookie, SESSIONS), 401, "UNAUTHORIZED");
    }

    @Test
    void anotherUsersSessionIsNotThere() {
        String anna = server.signIn(ANNA);
        String bert = server.signIn(BERT);
        String id = sessions(bert).get(0).get("id").asString();

        assertError(end(anna, id), 404, "SESSION_NOT_FOUND");
        assertError(end(anna, "0".repeat(24)), 404, "SESSION_NOT_FOUND");
        assertError(end(anna, "x"), 404, "SESSION_NOT_FOUND");
        assertThat(server.whoIs(bert)).contains("bert");
    }

    @Test
    void aNewPasswordEndsTheOtherSessions() {
        String here = server.signIn(ANNA);
        String elsewhere = server.signIn(ANNA);
        String bert = server.signIn(BERT);
        HttpResponse<byte[]> answer = change(here, PASSWORD, "battery staple");

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(204);
        assertThat(server.whoIs(here)).contains("anna");
        assertThat(server.whoIs(elsewhere)).isEmpty();
        assertThat(server.whoIs(bert)).contains("bert");
        assertError(server.login("anna", PASSWORD), 401, "UNAUTHORIZED");
        assertThat(server.login("anna", "battery staple").statusCode()).isEqualTo(200);
    }

    @Test
    void whoDoesNotKnowThePasswordCanNotChangeIt() {
        String here = server.signIn(ANNA);
        String elsewhere = server.signIn(ANNA);

        assertError(change(here, "wrong", "battery staple"), 403, "WRONG_PASSWORD");
        assertThat(server.whoIs(elsewhere)).contains("anna");
        assertThat(server.login("anna", PASSWORD).statusCode()).isEqualTo(200);
        for (int i = 0; i < 10; i++) {
            assertError(change(here, "wrong", "battery staple"), 403, "WRONG_PASSWORD");
        }
        assertError(change(here, PASSWORD, "battery staple"), 429, "TOO_MANY_REQUESTS");
    }

    @Test
    void aNewPasswordHasToBeOne() {
        String cookie = server.signIn(ANNA);

        assertError(change(cookie, PASSWORD, "short"), 400, "INVALID_ACCOUNT");
        assertError(change(cookie, PASSWORD, "x".repeat(257)), 400, "INVALID_ACCOUNT");
        assertError(change(cookie, PASSWORD, "two\\nlines of it"), 400, "INVALID_ACCOUNT");
        assertError(server.as(cookie, "POST", "account/password", "{}"), 400, "INVALID_BODY");
        assertThat(server.login("anna", PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void allOfItNeedsASession() {
        assertError(server.get("a=b", SESSIONS), 401, "UNAUTHORIZED");
        assertError(end("a=b", "0".repeat(24)), 401, "UNAUTHORIZED");
        assertError(change("a=b", PASSWORD, "battery staple"), 401, "UNAUTHORIZED");
    }
}
