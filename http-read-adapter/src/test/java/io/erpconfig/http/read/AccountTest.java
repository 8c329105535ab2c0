package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.token.Expiry;
import io.erpconfig.core.token.NewToken;
import io.erpconfig.core.token.TokenScope;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AccountTest {

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theVersionIsOneThatClientsCanCompare() {
        for (String route : new String[] {"/version", "/metadata"}) {
            JsonNode version = server.json(P + "/api/v4" + route);
            assertThat(version.get("version").asString()).matches("1[6-9]\\.\\d+\\.\\d+");
            assertThat(version.get("revision").asString()).isNotEmpty();
        }
        JsonNode metadata = server.json(P + "/metadata");
        assertThat(metadata.get("enterprise").asBoolean()).isFalse();
        assertThat(metadata.get("kas").get("enabled").asBoolean()).isFalse();
    }

    @Test
    void theUserIsTheTokensOwner() {
        JsonNode user = server.json(P + "/user");

        assertThat(user.get("id").isIntegralNumber()).isTrue();
        assertThat(user.get("username").asString()).isEqualTo("alice");
        assertThat(user.get("name").asString()).isEqualTo("alice");
        assertThat(user.get("email").asString()).isEqualTo("alice@users.invalid");
        assertThat(user.get("state").asString()).isEqualTo("active");
        assertThat(user.get("web_url").asString()).startsWith(server.origin() + P);
    }

    @Test
    void theTokenTellsAboutItselfButNotItsValue() {
        String value = server.tokens
                .issue(ALICE, "erp-prod", Set.of(), Optional.of(Expiry.parse("2026-12-31")), false)
                .value()
                .reveal();
        var answer = server.send("GET", P + "/personal_access_tokens/self", "PRIVATE-TOKEN", value);
        JsonNode self = json(answer);

        assertThat(self.get("id").isIntegralNumber()).isTrue();
        assertThat(self.get("name").asString()).isEqualTo("erp-prod");
        assertThat(self.get("revoked").asBoolean()).isFalse();
        assertThat(self.get("active").asBoolean()).isTrue();
        assertThat(self.get("created_at").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
        assertThat(self.get("expires_at").asString()).isEqualTo("2026-12-31");
        assertThat(self.get("scopes").get(0).asString()).isEqualTo("read_api");
        assertThat(self.get("user_id").asLong())
                .isEqualTo(server.json(P + "/user").get("id").asLong());
        assertThat(TestServer.text(answer)).doesNotContain(value);
    }

    @Test
    void aTokenWithoutTheScopeReadMayAskWhatItIsItselfAndHasNoneOfGitLabsScopes() {
        String value = server.tokens
                .issue(
                        ALICE,
                        new NewToken(
                                "desk",
                                "of the help desk",
                                Set.of(TokenScope.TICKETS),
                                Set.of(),
                                Optional.empty(),
                                false))
                .value()
                .reveal();
        JsonNode self = json(server.send("GET", P + "/personal_access_tokens/self", "PRIVATE-TOKEN", value));

        assertThat(self.get("name").asString()).isEqualTo("desk");
        assertThat(self.get("description").asString()).isEqualTo("of the help desk");
        assertThat(self.get("scopes").isArray()).isTrue();
        assertThat(self.get("scopes").isEmpty()).isTrue();
    }

    @Test
    void aTokenWithoutAnEndSaysNull() {
        JsonNode self = json(server.send("GET", P + "/personal_access_tokens/self", "PRIVATE-TOKEN", server.token));

        assertThat(self.get("expires_at").isNull()).isTrue();
        assertThat(self.get("description").isNull()).isTrue();
        assertThat(self.has("last_used_at")).isTrue();
    }
}
