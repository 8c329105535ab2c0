package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.header;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.text;
import static io.erpconfig.http.admin.SignInServer.ANNA;
import static io.erpconfig.http.admin.SignInServer.BERT;
import static io.erpconfig.http.admin.SignInServer.LOGOUT;
import static io.erpconfig.http.admin.SignInServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.project.OwnerId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The trail of signing in, sessions, passwords and tokens, and reading it. */
class AccessAuditTest {

    private final SignInServer server = SignInServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private AuditEntry newest(OwnerId user) {
        return server.audit(user).get(0);
    }

    /** Checks that a request is in the user's trail, with its id. */
    private AuditEntry noted(HttpResponse<?> answer, OwnerId user, AuditAction action, String result) {
        AuditEntry entry = newest(user);
        assertThat(entry.at()).isEqualTo(server.clock.instant());
        assertThat(entry.owner()).contains(user);
        assertThat(entry.user()).isEqualTo(user.value());
        assertThat(entry.action()).isEqualTo(action);
        assertThat(entry.result()).isEqualTo(result);
        assertThat(entry.origin()).isEqualTo("127.0.0.1");
        assertThat(entry.subject()).containsEntry(Subject.REQUEST_ID, header(answer, "x-request-id"));
        return entry;
    }

    @Test
    void signingInAndOutIsNoted() {
        HttpResponse<byte[]> in = server.login("anna", PASSWORD);
        AuditEntry signIn = noted(in, ANNA, AuditAction.SIGN_IN, "ok");
        String session = server.store.sessions().list(ANNA).get(0).id().value();
        assertThat(signIn.subject()).containsEntry(Subject.SESSION, session);
        HttpResponse<byte[]> out = server.send("POST", LOGOUT, "", "Cookie", SignInServer.cookie(in));
        AuditEntry signOut = noted(out, ANNA, AuditAction.SIGN_OUT, "ok");
        assertThat(signOut.subject()).containsEntry(Subject.SESSION, session);

        server.send("POST", LOGOUT, "");
        assertThat(server.audit(ANNA)).hasSize(2);
        assertThat(server.nobodysAudit()).isEmpty();
    }

    @Test
    void aWrongPasswordIsNotedInTheTrailOfWhoseNameItWas() {
        noted(server.login("anna", "wrong"), ANNA, AuditAction.SIGN_IN, "UNAUTHORIZED");
    }

    @Test
    void aNameThatNobodyHasIsNotNotedSinceItCouldBeAPassword() {
        HttpResponse<byte[]> answer = server.login(PASSWORD, "anna");

        assertThat(server.nobodysAudit()).hasSize(1);
        AuditEntry entry = server.nobodysAudit().get(0);
        assertThat(entry.user()).isEqualTo("(unknown)");
        assertThat(entry.result()).isEqualTo("UNAUTHORIZED");
        assertThat(entry.subject()).isEqualTo(Map.of(Subject.REQUEST_ID, header(answer, "x-request-id")));
        assertThat(entry.toString()).doesNotContain(PASSWORD);
    }

    @Test
    void whoHasToWaitFillsNoTrail() {
        for (int i = 0; i < 20; i++) {
            server.login("anna", "wrong");
        }

        assertThat(server.audit(ANNA))
                .hasSize(10)
                .allMatch(entry -> entry.result().equals("UNAUTHORIZED"));
    }

    @Test
    void theIdOfARequestMayBeTheClients() {
        server.login("anna", PASSWORD, "X-Request-Id", "console-7");

        assertThat(newest(ANNA).subject()).containsEntry(Subject.REQUEST_ID, "console-7");
    }

    @Test
    void theOriginIsTheClientBehindATrustedProxy() {
        try (SignInServer proxied = SignInServer.behindProxy()) {
            proxied.login("anna", PASSWORD, "X-Forwarded-For", "203.0.113.9, 192.0.2.7");

            assertThat(proxied.audit(ANNA)).extracting(AuditEntry::origin).containsExactly("192.0.2.7");
            assertThat(proxied.store.sessions().list(ANNA).get(0).address()).isEqualTo("192.0.2.7");
        }
        server.login("anna", PASSWORD, "X-Forwarded-For", "192.0.2.7");
        assertThat(newest(ANNA).origin()).isEqualTo("127.0.0.1");
    }

    @Test
    void endingASessionIsNoted() {
        String cookie = server.signIn(ANNA);
        String session = server.store.sessions().list(ANNA).get(0).id().value();
        String value = cookie.substring(cookie.indexOf('=') + 1);

        HttpResponse<byte[]> wrong = server.as(cookie, "DELETE", "account/sessions/" + value, "");
        AuditEntry refused = noted(wrong, ANNA, AuditAction.SESSION_END, "SESSION_NOT_FOUND");
        assertThat(refused.toString()).doesNotContain(value);
        HttpResponse<byte[]> right = server.as(cookie, "DELETE", "account/sessions/" + session, "");
        assertThat(noted(right, ANNA, AuditAction.SESSION_END, "ok").subject()).containsEntry(Subject.SESSION, session);
    }

    @Test
    void aChangedPasswordIsNotedAndOneThatIsNot() {
        String cookie = server.signIn(ANNA);
        String route = "account/password";
        noted(
                server.as(cookie, "POST", route, "{\"current\": \"x\", \"new\": \"battery staple\"}"),
                ANNA,
                AuditAction.PASSWORD_CHANGE,
                "WRONG_PASSWORD");
        noted(
                server.as(cookie, "POST", route, "{\"current\": \"" + PASSWORD + "\", \"new\": \"x\"}"),
                ANNA,
                AuditAction.PASSWORD_CHANGE,
                "INVALID_ACCOUNT");
        noted(
                server.as(cookie, "POST", route, "{\"current\": \"" + PASSWORD + "\", \"new\": \"battery staple\"}"),
                ANNA,
                AuditAction.PASSWORD_CHANGE,
                "ok");
        assertThat(server.audit(ANNA).toString()).doesNotContain(PASSWORD).doesNotContain("staple");
    }

    @Test
    void whatIsDoneToTokensIsNoted() {
        String cookie = server.signIn(ANNA);
        HttpResponse<byte[]> issued = server.as(cookie, "POST", "tokens", "{\"name\": \"erp\"}");
        String id = json(issued).get("id").asString();
        assertThat(noted(issued, ANNA, AuditAction.TOKEN_ISSUE, "ok").subject())
                .containsEntry(Subject.TOKEN, id)
                .containsEntry(Subject.TOKEN_NAME, "erp");
        HttpResponse<byte[]> refused = server.as(cookie, "PATCH", "tokens/" + id, "{\"name\": \"\"}");
        assertThat(noted(refused, ANNA, AuditAction.TOKEN_CHANGE, "INVALID_TOKEN_FIELD")
                        .subject())
                .containsEntry(Subject.TOKEN, id)
                .containsEntry(Subject.TOKEN_NAME, "erp");
        HttpResponse<byte[]> foreign = server.as(server.signIn(BERT), "DELETE", "tokens/" + id, "");
        assertThat(noted(foreign, BERT, AuditAction.TOKEN_REVOKE, "FORBIDDEN").subject())
                .containsEntry(Subject.TOKEN, id)
                .doesNotContainKey(Subject.TOKEN_NAME);
        HttpResponse<byte[]> revoked = server.as(cookie, "DELETE", "tokens/" + id, "");
        assertThat(noted(revoked, ANNA, AuditAction.TOKEN_REVOKE, "ok").subject())
                .containsEntry(Subject.TOKEN_NAME, "erp");
    }

    @Test
    void whatChangesNothingIsNotNoted() {
        String cookie = server.signIn(ANNA);
        for (String path : List.of("session", "projects", "tokens", "audit", "account/sessions", "nowhere")) {
            server.get(cookie, path);
        }
        server.as("a=b", "POST", "tokens", "{\"name\": \"erp\"}");

        assertThat(server.audit(ANNA)).hasSize(1);
        assertThat(server.nobodysAudit()).isEmpty();
    }

    @Test
    void oneReadsOnesOwnTrailTheNewestFirst() {
        String cookie = server.signIn(ANNA);
        server.signIn(BERT);
        server.clock.move(Duration.ofMinutes(1));
        HttpResponse<byte[]> issued = server.as(cookie, "POST", "tokens", "{\"name\": \"erp\"}");
        JsonNode trail = json(server.get(cookie, "audit"));

        assertThat(trail.findValuesAsString("action")).containsExactly("token_issue", "sign_in");
        JsonNode entry = trail.get(0);
        assertThat(entry.get("at").asString()).isEqualTo("2026-03-01T10:01:00.000Z");
        assertThat(entry.get("owner").asString()).isEqualTo("anna");
        assertThat(entry.get("user").asString()).isEqualTo("anna");
        assertThat(entry.get("token").asString())
                .isEqualTo(json(issued).get("id").asString());
        assertThat(entry.get("token_name").asString()).isEqualTo("erp");
        assertThat(entry.get("request_id").asString()).isEqualTo(header(issued, "x-request-id"));
        assertThat(entry.get("from").asString()).isEqualTo("127.0.0.1");
        assertThat(entry.get("result").asString()).isEqualTo("ok");
        assertError(server.get("a=b", "audit"), 401, "UNAUTHORIZED");
    }

    @Test
    void theTrailAndTheEventsSayWhichScopesATokenHasFromThenOn() {
        String cookie = server.signIn(ANNA);
        String id = json(server.as(cookie, "POST", "tokens", "{\"name\": \"erp\"}"))
                .get("id")
                .asString();
        server.as(cookie, "PATCH", "tokens/" + id, "{\"scopes\": [\"connectors\", \"read\"]}");
        server.as(cookie, "DELETE", "tokens/" + id, "");

        JsonNode trail = json(server.get(cookie, "audit"));
        assertThat(trail.findValuesAsString("action"))
                .containsExactly("token_revoke", "token_change", "token_issue", "sign_in");
        assertThat(trail.get(0).has("token_scopes")).isFalse();
        assertThat(trail.get(1).get("token_scopes").asString()).isEqualTo("read,connectors");
        assertThat(trail.get(2).get("token_scopes").asString()).isEqualTo("read");
        JsonNode events = json(server.get(cookie, "events")).get("events");
        assertThat(events.findValuesAsString("type"))
                .containsExactly("token.created", "token.changed", "token.revoked");
        assertThat(events.get(0).get("data").get("token_scopes").toString()).isEqualTo("[\"read\"]");
        assertThat(events.get(1).get("data").get("token_scopes").toString()).isEqualTo("[\"read\",\"connectors\"]");
        assertThat(events.get(2).get("data").has("token_scopes")).isFalse();
    }

    @Test
    void theTrailComesInPagesAndFromATimeOn() {
        String cookie = server.signIn(ANNA);
        for (int i = 0; i < 24; i++) {
            server.clock.move(Duration.ofSeconds(1));
            server.as(cookie, "POST", "tokens", "{\"name\": \"erp-" + i + "\"}");
        }
        HttpResponse<byte[]> first = server.get(cookie, "audit");
        assertThat(json(first).size()).isEqualTo(20);
        assertThat(header(first, "x-next-page")).isEqualTo("2");
        assertThat(header(first, "link")).contains("page=2");
        HttpResponse<byte[]> last = server.get(cookie, "audit?page=2");
        assertThat(json(last).size()).isEqualTo(5);
        assertThat(header(last, "x-next-page")).isEmpty();
        HttpResponse<byte[]> exact = server.get(cookie, "audit?per_page=5&page=5");
        assertThat(json(exact).size()).isEqualTo(5);
        assertThat(header(exact, "x-next-page")).isEmpty();
        assertThat(json(server.get(cookie, "audit?page=1000000000")).isEmpty()).isTrue();

        assertThat(json(server.get(cookie, "audit?since=2026-03-01T10:00:22Z")).findValuesAsString("token_name"))
                .containsExactly("erp-23", "erp-22", "erp-21");
        assertThat(json(server.get(cookie, "audit?since=2026-03-02")).isEmpty()).isTrue();
        assertThat(json(server.get(cookie, "audit?since=2026-03-01&per_page=100"))
                        .size())
                .isEqualTo(25);
        assertError(server.get(cookie, "audit?since=yesterday"), 400, "INVALID_PARAMETER");
        assertError(server.get(cookie, "audit?page=0"), 400, "INVALID_PARAMETER");
    }

    @Test
    void theTrailIsShippedAsOneObjectALineTheOldestFirst() {
        String cookie = server.signIn(ANNA);
        server.signIn(BERT);
        for (int i = 0; i < 3; i++) {
            server.clock.move(Duration.ofSeconds(1));
            server.as(cookie, "POST", "tokens", "{\"name\": \"line\u2028 " + i + "\"}");
        }
        HttpResponse<byte[]> answer = server.get(cookie, "audit", "Accept", "application/x-ndjson");

        assertThat(header(answer, "content-type")).isEqualTo("application/x-ndjson");
        String[] lines = text(answer).split("\n", -1);
        assertThat(lines).hasSize(5);
        assertThat(lines[4]).isEmpty();
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            actions.add(JsonMapper.shared().readTree(lines[i]).get("action").asString());
        }
        assertThat(actions).containsExactly("sign_in", "token_issue", "token_issue", "token_issue");
        assertThat(text(server.get(cookie, "audit?since=2026-03-01T10:00:03Z", "Accept", "application/x-ndjson")))
                .hasLineCount(1)
                .contains("line\u2028 2");
        assertThat(text(server.get(cookie, "audit?since=2026-03-02", "Accept", "application/x-ndjson")))
                .isEmpty();
    }

    @Test
    void aTrailThatGrowsWhileItIsShippedTellsNothingTwice() throws Exception {
        String cookie = server.signIn(ANNA);
        for (int i = 0; i < 3000; i++) {
            append(i);
        }
        ExecutorService growing = Executors.newSingleThreadExecutor();
        Future<?> done = growing.submit(() -> {
            for (int i = 3000; i < 6000; i++) {
                append(i);
            }
        });
        try {
            do {
                String[] lines = text(server.get(cookie, "audit", "Accept", "application/x-ndjson"))
                        .split("\n");
                assertThat(lines).hasSizeGreaterThan(3000).doesNotHaveDuplicates();
            } while (!done.isDone());
            done.get();
        } finally {
            growing.shutdownNow();
        }
    }

    private void append(int number) {
        server.store
                .audit()
                .append(new AuditEntry(
                        server.clock.instant(),
                        Optional.of(ANNA),
                        "anna",
                        AuditAction.TOKEN_ISSUE,
                        Map.of(Subject.TOKEN_NAME, "erp-" + number),
                        List.of(),
                        "127.0.0.1",
                        AuditEntry.OK));
    }

    @Test
    void everyTrailIsItsOwnersAlone() {
        server.signIn(ANNA);
        String bert = server.signIn(BERT);
        server.login("nobody", "wrong");

        assertThat(text(server.get(bert, "audit"))).doesNotContain("anna").doesNotContain("unknown");
        assertThat(text(server.get(bert, "audit", "Accept", "application/x-ndjson")))
                .doesNotContain("anna")
                .doesNotContain("unknown");
        assertThat(server.store.audit().read(BERT, Instant.EPOCH, 0, 10)).hasSize(1);
    }
}
