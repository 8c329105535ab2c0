package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.text;
import static io.erpconfig.http.admin.SignInServer.ANNA;
import static io.erpconfig.http.admin.SignInServer.BERT;
import static io.erpconfig.http.admin.SignInServer.COOKIE;
import static io.erpconfig.http.admin.SignInServer.IDLE;
import static io.erpconfig.http.admin.SignInServer.LOGIN;
import static io.erpconfig.http.admin.SignInServer.LOGOUT;
import static io.erpconfig.http.admin.SignInServer.MAX;
import static io.erpconfig.http.admin.SignInServer.PASSWORD;
import static io.erpconfig.http.admin.SignInServer.cookie;
import static io.erpconfig.http.admin.SignInServer.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {

    private static final String VALUE = COOKIE + "=[0-9a-f]{64}";

    private final SignInServer server = SignInServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whoSignsInIsToldWhoTheyAreAndGetsOneCookie() {
        HttpResponse<byte[]> answer = server.login("anna", PASSWORD);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("{\"user\":{\"_id\":\"anna\",\"name\":\"anna\"}}");
        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
        assertThat(header(answer, "set-cookie"))
                .matches(VALUE + "; Path=/; Max-Age=" + MAX.toSeconds() + "; HttpOnly; SameSite=Strict");
        assertThat(server.whoIs(cookie(answer))).contains("anna");
        assertThat(server.get(cookie(answer), "projects").statusCode()).isEqualTo(200);
    }

    @Test
    void whoHasNotSignedInIsNobody() {
        for (String cookie : List.of("a=b", COOKIE + "=", COOKIE + "=" + "0".repeat(64), COOKIE + "=anna")) {
            assertThat(text(server.get(cookie, "session"))).isEqualTo("{\"user\":null}");
            assertError(server.get(cookie, "projects"), 401, "UNAUTHORIZED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "nobody", "Anna", "", " anna", "../anna", "\\u0000"})
    void whateverIsWrongIsAnsweredAlike(String name) {
        HttpResponse<byte[]> answer = server.login(name, "wrong");

        assertError(answer, 401, "UNAUTHORIZED");
        assertThat(json(answer).get("message").asString()).isEqualTo("401 Unauthorized");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void theSessionOfABrowserThatSignsInAgainEnds() {
        String first = server.signIn(ANNA);
        String second = cookie(server.login("anna", PASSWORD, "Cookie", first));

        assertThat(second).isNotEqualTo(first);
        assertThat(server.whoIs(first)).isEmpty();
        assertThat(server.whoIs(second)).contains("anna");
    }

    @Test
    void aValueThatWasThereBeforeTheSignInIsNotTakenOver() {
        String planted = COOKIE + "=" + "a".repeat(64);

        assertThat(cookie(server.login("anna", PASSWORD, "Cookie", planted))).isNotEqualTo(planted);
        assertThat(server.whoIs(planted)).isEmpty();
    }

    @Test
    void anotherUserOfTheSameBrowserEndsTheFirstOnesSession() {
        String first = server.signIn(ANNA);
        String second = cookie(server.login("bert", PASSWORD, "Cookie", first));

        assertThat(server.whoIs(first)).isEmpty();
        assertThat(server.whoIs(second)).contains("bert");
    }

    @Test
    void aSignInThatFailsEndsNothing() {
        String cookie = server.signIn(ANNA);

        assertError(server.login("anna", "wrong", "Cookie", cookie), 401, "UNAUTHORIZED");
        assertThat(server.whoIs(cookie)).contains("anna");
    }

    @Test
    void otherBrowsersStaySignedIn() {
        String first = server.signIn(ANNA);
        server.signIn(ANNA);

        assertThat(server.whoIs(first)).contains("anna");
    }

    @Test
    void whoSignsOutIsNobodyFromThenOn() {
        String cookie = server.signIn(ANNA);
        HttpResponse<byte[]> answer = server.send("POST", LOGOUT, "", "Cookie", cookie);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().allValues("Set-Cookie"))
                .containsExactly(COOKIE + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
        assertThat(server.whoIs(cookie)).isEmpty();
        assertError(server.get(cookie, "projects"), 401, "UNAUTHORIZED");
    }

    @Test
    void whoHasNotSignedInCanSignOut() {
        assertThat(server.send("POST", LOGOUT, "").statusCode()).isEqualTo(204);
        assertThat(server.send("POST", LOGOUT, "", "Cookie", COOKIE + "=x").statusCode())
                .isEqualTo(204);
    }

    @Test
    void ofSeveralCookiesOfTheNameTheFirstGoodOneCounts() {
        String anna = server.signIn(ANNA);
        String bert = server.signIn(BERT);

        assertThat(server.whoIs(COOKIE + "=bad; " + anna)).contains("anna");
        assertThat(server.whoIs("other=1; " + COOKIE + "=" + "f".repeat(64) + "; " + anna + "; " + bert))
                .contains("anna");
        assertThat(server.whoIs(bert + "; " + anna)).contains("bert");
        server.send("POST", LOGOUT, "", "Cookie", bert + "; " + anna);
        assertThat(server.whoIs(anna)).isEmpty();
        assertThat(server.whoIs(bert)).isEmpty();
    }

    @Test
    void theCookiesOfSeveralHeadersCount() {
        String cookie = server.signIn(ANNA);

        HttpResponse<byte[]> answer =
                server.send("GET", SignInServer.A + "/session", "", "Cookie", "a=b", "Cookie", cookie);
        assertThat(json(answer).get("user").get("_id").asString()).isEqualTo("anna");
    }

    @Test
    void aSessionEndsWhenItIsNotUsed() {
        String cookie = server.signIn(ANNA);
        server.clock.move(IDLE);
        assertThat(server.whoIs(cookie)).contains("anna");
        server.clock.move(IDLE.minusSeconds(1));
        assertThat(server.whoIs(cookie)).contains("anna");
        server.clock.move(IDLE.plusSeconds(1));
        assertThat(server.whoIs(cookie)).isEmpty();
        assertError(server.get(cookie, "projects"), 401, "UNAUTHORIZED");
    }

    @Test
    void aSessionEndsHoweverMuchItIsUsed() {
        String cookie = server.signIn(ANNA);
        for (Duration used = Duration.ZERO; used.compareTo(MAX) < 0; used = used.plus(IDLE)) {
            assertThat(server.whoIs(cookie)).contains("anna");
            server.clock.move(IDLE);
        }
        assertThat(server.whoIs(cookie)).contains("anna");
        server.clock.move(Duration.ofSeconds(1));
        assertThat(server.whoIs(cookie)).isEmpty();
    }

    @Test
    void aRemovedAccountIsNobodyAtOnce() {
        String cookie = server.signIn(ANNA);
        server.accounts.remove(
                ANNA,
                AuditEntry.builder(AuditEntry.EARLIEST, "root", AuditAction.TOKEN_REVOKE, AuditEntry.COMMAND_LINE)
                        .build());

        assertError(server.get(cookie, "projects"), 401, "UNAUTHORIZED");
        assertError(server.login("anna", PASSWORD), 401, "UNAUTHORIZED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[]",
                "null",
                "\"anna\"",
                "{}",
                "{\"username\": \"anna\"}",
                "{\"password\": \"correct horse\"}",
                "{\"username\": 1, \"password\": \"x\"}",
                "{\"username\": \"anna\", \"password\": null}",
                "{\"username\": \"anna\", \"password\": \"correct horse\", \"remember\": true}",
                "{\"username\": \"anna\", \"username\": \"bert\", \"password\": \"correct horse\"}",
                "{\"username\": \"anna\", \"password\": \"correct horse\"} {}"
            })
    void aBodyThatIsNotNameAndPasswordIsRefused(String body) {
        assertError(server.send("POST", LOGIN, body), 400, "INVALID_BODY");
        assertThat(server.nobodysAudit()).isEmpty();
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        String body = credentials("anna", PASSWORD);
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            assertError(server.send("POST", LOGIN, body, "Content-Type", type), 415, "UNSUPPORTED_MEDIA_TYPE");
        }
        assertThat(server.send("POST", LOGIN, body, "Content-Type", "application/json; charset=utf-8")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        assertError(server.login("anna", "x".repeat(16 << 10)), 413, "BODY_TOO_LARGE");
        assertError(server.login("anna", "x".repeat((16 << 10) - 100)), 401, "UNAUTHORIZED");
    }

    @Test
    void otherMethodsAreTold() {
        HttpResponse<byte[]> answer = server.send("GET", LOGIN, "");

        assertError(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(header(answer, "allow")).isEqualTo("POST");
    }

    @Test
    void whatElseIsBelowUserIsNotThere() {
        assertError(server.send("GET", "/user/other", ""), 404, "NOT_FOUND");
        assertError(server.send("POST", "/user", ""), 404, "NOT_FOUND");
    }

    @Test
    void whoGuessesHasToWaitAndNobodyElse() {
        try (SignInServer proxied = SignInServer.behindProxy()) {
            String[] here = {"X-Forwarded-For", "192.0.2.7"};
            for (int i = 0; i < 10; i++) {
                assertError(proxied.login("anna", "wrong", here), 401, "UNAUTHORIZED");
            }
            HttpResponse<byte[]> refusal = proxied.login("anna", PASSWORD, here);
            assertError(refusal, 429, "TOO_MANY_REQUESTS");
            assertThat(header(refusal, "retry-after")).isEqualTo("300");
            assertThat(json(refusal).get("message").asString()).isEqualTo("Retry later");

            assertThat(proxied.login("bert", PASSWORD, here).statusCode()).isEqualTo(200);
            assertThat(proxied.login("anna", PASSWORD, "X-Forwarded-For", "198.51.100.1")
                            .statusCode())
                    .isEqualTo(200);
            proxied.clock.move(Duration.ofMinutes(5));
            assertThat(proxied.login("anna", PASSWORD, here).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatAnyoneForwardsIsNoWayAround() {
        for (int i = 0; i < 10; i++) {
            assertError(server.login("anna", "wrong", "X-Forwarded-For", "192.0.2." + i), 401, "UNAUTHORIZED");
        }
        assertError(server.login("anna", PASSWORD, "X-Forwarded-For", "192.0.2.99"), 429, "TOO_MANY_REQUESTS");
    }

    @Test
    void theCookieIsForTlsAloneWhereTheClientsConnectionIsEncrypted() {
        try (SignInServer proxied = SignInServer.behindProxy();
                SignInServer known = SignInServer.at("https://config.example.com");
                SignInServer plain = SignInServer.at("http://config.example.com")) {
            String[] tls = {"X-Forwarded-Proto", "https"};
            assertThat(header(proxied.login("anna", PASSWORD, tls), "set-cookie"))
                    .endsWith("; Secure");
            assertThat(header(proxied.send("POST", LOGOUT, "", tls), "set-cookie"))
                    .endsWith("; Secure");
            assertThat(header(proxied.login("anna", PASSWORD), "set-cookie")).doesNotContain("Secure");
            assertThat(header(proxied.login("anna", PASSWORD, "X-Forwarded-Proto", "http"), "set-cookie"))
                    .doesNotContain("Secure");
            assertThat(header(known.login("anna", PASSWORD), "set-cookie")).endsWith("; Secure");
            assertThat(header(plain.login("anna", PASSWORD, tls), "set-cookie")).doesNotContain("Secure");
            // From anyone but a trusted proxy it does not count.
            assertThat(header(server.login("anna", PASSWORD, tls), "set-cookie"))
                    .doesNotContain("Secure");
        }
    }

    @Test
    void anAnswerThatSetsTheCookieIsNotCachedForOthers() {
        assertThat(header(server.login("anna", PASSWORD), "cache-control")).contains("private");
    }
}
