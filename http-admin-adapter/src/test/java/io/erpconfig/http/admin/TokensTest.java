package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenScope;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The tokens of the admin API; what ERPs may do with them is the read API's. */
class TokensTest {

    private final AdminServer server = AdminServer.start();
    private final TokenGate gate = new TokenGate(server.store.tokens(), server.clock, Runnable::run);

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode issue(String body) {
        HttpResponse<byte[]> answer = server.post("tokens", body);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
        return json(answer);
    }

    private JsonNode issue() {
        return issue("{\"name\": \"erp\", \"repos\": [\"b2b-cnc.erp-config\"]}");
    }

    private static String id(JsonNode token) {
        return token.get("id").asString();
    }

    private HttpResponse<byte[]> patch(String user, String id, String body) {
        return server.send(user, "PATCH", "tokens/" + id, BodyPublishers.ofString(body));
    }

    private JsonNode changed(JsonNode token, String body) {
        HttpResponse<byte[]> answer = patch("alice", id(token), body);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return json(answer);
    }

    private JsonNode list() {
        return json(server.get("tokens"));
    }

    private Token stored(JsonNode token) {
        return server.store.tokens().find(new TokenId(id(token))).orElseThrow();
    }

    /** A request of an ERP with that token. */
    private void use(JsonNode token, String instance) {
        gate.admit(token.get("tokenString").asString(), Optional.of(instance), TokenScope.READ);
    }

    @Test
    void aTokenIsIssuedWithItsValueThisOnce() {
        HttpResponse<byte[]> answer = server.post(
                "tokens",
                "{\"name\": \"cluj-erp\", \"repos\": [\"b.erp-config\", \"a.erp-config\", \"b.erp-config\"],"
                        + " \"expires_at\": \"2026-12-31\", \"fingerprint_required\": true}");
        JsonNode token = json(answer);
        String value = token.get("tokenString").asString();

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(value).matches("[0-9a-f]{64}");
        assertThat(token.get("id").asString()).matches("[0-9a-f]{24}");
        assertThat(token.get("name").asString()).isEqualTo("cluj-erp");
        assertThat(token.get("suffix").asString()).isEqualTo(value.substring(60));
        assertThat(token.get("repos").toString()).isEqualTo("[\"a.erp-config\",\"b.erp-config\"]");
        assertThat(token.get("all_projects").asBoolean()).isFalse();
        assertThat(token.get("expires_at").asString()).isEqualTo("2026-12-31T23:59:59.999Z");
        assertThat(token.get("fingerprint_required").asBoolean()).isTrue();
        assertThat(token.get("fingerprint_bound").asBoolean()).isFalse();
        assertThat(token.get("fingerprint_hint").isNull()).isTrue();
        assertThat(token.get("created_at").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
        assertThat(token.get("last_used_at").isNull()).isTrue();
        assertThat(token.get("status").asString()).isEqualTo("active");
        assertThat(token.get("description").asString()).isEmpty();
        assertThat(token.get("scopes").toString()).isEqualTo("[\"read\"]");
        assertThat(token.size()).isEqualTo(15);

        JsonNode listed = list();
        assertThat(listed.size()).isEqualTo(1);
        assertThat(listed.get(0).has("tokenString")).isFalse();
        assertThat(listed.get(0).size()).isEqualTo(14);
        assertThat(listed.toString()).doesNotContain(value);
        assertThat(changed(token, "{}").toString()).doesNotContain(value);
        assertThat(server.audit().toString()).doesNotContain(value);
        assertThat(stored(token).toString()).doesNotContain(value);
    }

    @Test
    void aNameAloneIsATokenForAllProjectsThatNeverExpires() {
        JsonNode token = issue("{\"name\": \"erp\"}");

        assertThat(token.get("repos").isEmpty()).isTrue();
        assertThat(token.get("all_projects").asBoolean()).isTrue();
        assertThat(token.get("expires_at").isNull()).isTrue();
        assertThat(token.get("fingerprint_required").asBoolean()).isFalse();
        assertThat(issue("{\"name\": \"erp\", \"repos\": [], \"all_projects\": true, \"expires_at\": null}")
                        .get("all_projects")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aTokenHasADescriptionAndScopesWhichMayBeChanged() {
        String longest = "ä".repeat(500);
        JsonNode token = issue("{\"name\": \"desk\", \"description\": \"" + longest
                + "\", \"scopes\": [\"connectors\", \"tickets\", \"connectors\"]}");
        assertThat(token.get("description").asString()).isEqualTo(longest);
        assertThat(token.get("scopes").toString()).isEqualTo("[\"tickets\",\"connectors\"]");
        assertThat(stored(token).scopes()).containsExactlyInAnyOrder(TokenScope.TICKETS, TokenScope.CONNECTORS);
        assertRefusesReading(token);

        JsonNode renamed = changed(token, "{\"name\": \"help\"}");
        assertThat(renamed.get("description")).isEqualTo(token.get("description"));
        assertThat(renamed.get("scopes")).isEqualTo(token.get("scopes"));

        JsonNode reading = changed(token, "{\"description\": \"\", \"scopes\": [\"read\", \"tickets\"]}");
        assertThat(reading.get("description").asString()).isEmpty();
        assertThat(reading.get("scopes").toString()).isEqualTo("[\"read\",\"tickets\"]");
        assertThat(list().get(0)).isEqualTo(reading);
        use(token, "machine");

        changed(token, "{\"scopes\": [\"tickets\"]}");
        assertRefusesReading(token);
    }

    private void assertRefusesReading(JsonNode token) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> use(token, "machine"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_SCOPE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"description\": \"\\u0000\"}",
                "{\"scopes\": []}",
                "{\"scopes\": [\"\"]}",
                "{\"scopes\": [\"read\", \"admin\"]}"
            })
    void aChangeToNoDescriptionOrScopesThatThereAreIsRefused(String body) {
        JsonNode token = issue();
        JsonNode before = list();

        assertError(patch("alice", id(token), body), 400, "INVALID_TOKEN_FIELD");
        assertError(
                patch("alice", id(token), "{\"description\": \"" + "d".repeat(501) + "\"}"),
                400,
                "INVALID_TOKEN_FIELD");
        assertError(patch("alice", id(token), "{\"scopes\": null}"), 400, "INVALID_BODY");
        assertError(patch("alice", id(token), "{\"scopes\": \"read\"}"), 400, "INVALID_BODY");
        assertThat(list()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"\"}",
                "{\"name\": \" \"}",
                "{\"name\": \"two\\nlines\"}",
                "{\"name\": \"erp\", \"description\": \"two\\nlines\"}",
                "{\"name\": \"erp\", \"scopes\": []}",
                "{\"name\": \"erp\", \"scopes\": [\"write\"]}",
                "{\"name\": \"erp\", \"scopes\": [\"read\", \"READ\"]}",
                "{\"name\": \"erp\", \"expires_at\": \"\"}",
                "{\"name\": \"erp\", \"expires_at\": \"tomorrow\"}",
                "{\"name\": \"erp\", \"expires_at\": \"2026-02-30\"}",
                "{\"name\": \"erp\", \"expires_at\": \"2026-12-31T10:00:00\"}",
                "{\"name\": \"erp\", \"repos\": [], \"all_projects\": false}",
                "{\"name\": \"erp\", \"repos\": [\"a.erp-config\"], \"all_projects\": true}"
            })
    void aFieldThatMakesNoTokenIsRefused(String body) {
        assertError(server.post("tokens", body), 400, "INVALID_TOKEN_FIELD");
        assertThat(list().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"name\": null}",
                "{\"name\": 7}",
                "{\"name\": \"erp\", \"repos\": null}",
                "{\"name\": \"erp\", \"repos\": \"a.erp-config\"}",
                "{\"name\": \"erp\", \"repos\": [1]}",
                "{\"name\": \"erp\", \"expires_at\": 1767225600}",
                "{\"name\": \"erp\", \"fingerprint_required\": \"yes\"}",
                "{\"name\": \"erp\", \"fingerprint_bound\": false}",
                "{\"name\": \"erp\", \"owner\": \"bob\"}"
            })
    void aBodyThatIsNoTokenIsRefused(String body) {
        assertError(server.post("tokens", body), 400, "INVALID_BODY");
        assertThat(list().isEmpty()).isTrue();
    }

    @Test
    void whatIsNoRepoIdIsRefused() {
        assertError(server.post("tokens", "{\"name\": \"erp\", \"repos\": [\"no type\"]}"), 400, "INVALID_PROJECT");
        assertError(
                server.post("tokens", "{\"name\": \"erp\", \"repos\": [\"bob/a.erp-config\"]}"),
                400,
                "INVALID_PROJECT");
        assertError(patch("alice", id(issue()), "{\"repos\": [\"..\"]}"), 400, "INVALID_PROJECT");
    }

    @Test
    void ofATokenWhatIsGivenIsChangedAndNothingElse() {
        JsonNode token = issue();
        JsonNode renamed = changed(token, "{\"name\": \"erp-v2\"}");
        assertThat(renamed.get("name").asString()).isEqualTo("erp-v2");
        assertThat(renamed.get("repos").size()).isEqualTo(1);
        JsonNode wider = changed(token, "{\"repos\": [\"a.erp-config\", \"b.erp-config\"]}");
        assertThat(wider.get("name").asString()).isEqualTo("erp-v2");
        assertThat(wider.get("repos").size()).isEqualTo(2);
        JsonNode until = changed(token, "{\"expires_at\": \"2026-06-30T12:00:00+02:00\"}");
        assertThat(until.get("expires_at").asString()).isEqualTo("2026-06-30T10:00:00.000Z");
        JsonNode forEver = changed(token, "{\"expires_at\": null, \"fingerprint_required\": true}");
        assertThat(forEver.get("expires_at").isNull()).isTrue();
        assertThat(forEver.get("fingerprint_required").asBoolean()).isTrue();
        assertThat(changed(token, "{}")).isEqualTo(forEver);
        assertThat(list().get(0)).isEqualTo(forEver);
    }

    @Test
    void aTokenCanBeMadeToExpireAtOnceAndComeBack() {
        JsonNode token = issue();

        assertThat(changed(token, "{\"expires_at\": \"2026-02-28\"}")
                        .get("status")
                        .asString())
                .isEqualTo("expired");
        assertThat(list().get(0).get("status").asString()).isEqualTo("expired");
        assertThat(changed(token, "{\"expires_at\": \"2026-03-01\"}")
                        .get("status")
                        .asString())
                .isEqualTo("active");
        server.clock.move(Duration.ofDays(1));
        assertThat(list().get(0).get("status").asString()).isEqualTo("expired");
    }

    @Test
    void takingTheLastProjectAwayDoesNotMakeItATokenForAll() {
        JsonNode token = issue();

        assertError(patch("alice", id(token), "{\"repos\": []}"), 400, "INVALID_TOKEN_FIELD");
        assertError(patch("alice", id(token), "{\"repos\": [], \"all_projects\": false}"), 400, "INVALID_TOKEN_FIELD");
        assertThat(list().get(0).get("all_projects").asBoolean()).isFalse();
        JsonNode all = changed(token, "{\"repos\": [], \"all_projects\": true}");
        assertThat(all.get("all_projects").asBoolean()).isTrue();
        assertThat(changed(token, "{\"repos\": [\"a.erp-config\"]}")
                        .get("all_projects")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void allProjectsSaysWhatReposSays() {
        JsonNode token = issue();

        assertError(patch("alice", id(token), "{\"all_projects\": true}"), 400, "INVALID_TOKEN_FIELD");
        assertError(
                patch("alice", id(token), "{\"repos\": [\"a.erp-config\"], \"all_projects\": true}"),
                400,
                "INVALID_TOKEN_FIELD");
        assertThat(changed(token, "{\"all_projects\": false}").get("repos").size())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"fingerprint_bound\": null}",
                "{\"repos\": null}",
                "{\"name\": null}",
                "{\"fingerprint_required\": null}",
                "{\"all_projects\": \"true\"}",
                "{\"suffix\": \"abcd\"}",
                "{\"tokenString\": \"x\"}",
                "{\"status\": \"active\"}",
                "nothing"
            })
    void aChangeThatCanNotBeUnderstoodIsRefused(String body) {
        JsonNode token = issue();
        Token before = stored(token);

        assertError(patch("alice", id(token), body), 400, "INVALID_BODY");
        assertThat(stored(token)).isEqualTo(before);
    }

    @Test
    void aBindingIsForgottenAndNeverMade() {
        JsonNode token = issue("{\"name\": \"erp\", \"fingerprint_required\": true}");
        use(token, "machine-1");
        JsonNode bound = list().get(0);
        assertThat(bound.get("fingerprint_bound").asBoolean()).isTrue();
        assertThat(bound.get("fingerprint_hint").asString())
                .matches("[0-9a-f]{8}")
                .isEqualTo(FingerprintHash.of("machine-1").hint());

        assertError(patch("alice", id(token), "{\"fingerprint_bound\": true}"), 400, "INVALID_TOKEN_FIELD");
        JsonNode free = changed(token, "{\"fingerprint_bound\": false}");
        assertThat(free.get("fingerprint_bound").asBoolean()).isFalse();
        assertThat(free.get("fingerprint_hint").isNull()).isTrue();
        use(token, "machine-2");
        assertThat(list().get(0).get("fingerprint_hint").asString())
                .isEqualTo(FingerprintHash.of("machine-2").hint());
    }

    @Test
    void aLastUseIsShown() {
        JsonNode token = issue();
        server.clock.move(Duration.ofHours(1));
        use(token, "machine-1");

        assertThat(list().get(0).get("last_used_at").asString()).isEqualTo("2026-03-01T11:00:00.000Z");
    }

    @Test
    void aRevokedTokenIsGone() {
        JsonNode token = issue();
        HttpResponse<byte[]> answer = server.delete("tokens/" + id(token));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(list().isEmpty()).isTrue();
        assertError(server.delete("tokens/" + id(token)), 404, "TOKEN_NOT_FOUND");
        assertError(patch("alice", id(token), "{}"), 404, "TOKEN_NOT_FOUND");
    }

    @Test
    void anotherOwnersTokenIsForbidden() {
        JsonNode token = issue();

        assertThat(text(server.send("bob", "GET", "tokens", BodyPublishers.noBody())))
                .isEqualTo("[]");
        assertError(patch("bob", id(token), "{\"name\": \"mine\"}"), 403, "FORBIDDEN");
        assertError(patch("bob", id(token), "not even JSON"), 403, "FORBIDDEN");
        assertError(server.send("bob", "DELETE", "tokens/" + id(token), BodyPublishers.noBody()), 403, "FORBIDDEN");
        assertThat(list().get(0).get("name").asString()).isEqualTo("erp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"000000000000000000000000", "x", "ABCDEFABCDEFABCDEFABCDEF", "..%2f..", "%20"})
    void whatIsNoTokensIdIsNotFound(String id) {
        assertError(patch("alice", id, "{}"), 404, "TOKEN_NOT_FOUND");
        assertError(server.delete("tokens/" + id), 404, "TOKEN_NOT_FOUND");
    }

    @Test
    void otherMethodsAreTold() {
        String id = id(issue());

        assertError(server.get("tokens/" + id), 405, "METHOD_NOT_ALLOWED");
        assertError(server.put("tokens", "{}"), 405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void allOfItNeedsASession() {
        String id = id(issue());
        for (List<String> route : List.of(
                List.of("GET", "tokens"),
                List.of("POST", "tokens"),
                List.of("PATCH", "tokens/" + id),
                List.of("DELETE", "tokens/" + id))) {
            assertError(
                    server.send("", route.get(0), route.get(1), BodyPublishers.ofString("{}")), 401, "UNAUTHORIZED");
        }
        assertThat(list().size()).isEqualTo(1);
    }

    @Test
    void aLongListComesInPages() {
        for (int i = 0; i < 5; i++) {
            issue("{\"name\": \"erp-" + i + "\"}");
            server.clock.move(Duration.ofSeconds(1));
        }
        HttpResponse<byte[]> answer = server.get("tokens?page=2&per_page=2");

        assertThat(json(answer).findValuesAsString("name")).containsExactly("erp-2", "erp-3");
        assertThat(AdminServer.header(answer, "x-total")).isEqualTo("5");
        assertThat(list().size()).isEqualTo(5);
    }

    @Test
    void theTrailSaysWhatWasDoneToWhichTokenAndNeverItsValue() {
        JsonNode token = issue();
        String value = token.get("tokenString").asString();
        patch("alice", id(token), "{\"name\": \"renamed\"}");
        // By mistake, or because a page sends the wrong one.
        assertError(server.delete("tokens/" + value), 404, "TOKEN_NOT_FOUND");
        assertError(patch("alice", value, "{}"), 404, "TOKEN_NOT_FOUND");
        server.delete("tokens/" + id(token));

        assertThat(server.audit())
                .extracting(entry -> entry.action() + " " + entry.result())
                .containsExactly(
                        "token_revoke ok",
                        "token_change TOKEN_NOT_FOUND",
                        "token_revoke TOKEN_NOT_FOUND",
                        "token_change ok",
                        "token_issue ok");
        assertThat(server.audit().toString()).doesNotContain(value).contains(id(token));
        assertThat(server.store.audit().read(new OwnerId("bob"), Instant.EPOCH, 0, 10))
                .isEmpty();
    }
}
