package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenScope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The records of tokens, as versions before and after scopes write and read them. */
class TokenRecordTest {

    private static final String EARLIER = "{\"id\":\"0123456789abcdef01234567\",\"hash\":\""
            + "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a\",\"suffix\":\"beef\",\"owner\":\"anna\","
            + "\"name\":\"a token\",\"repos\":[],\"fingerprintRequired\":false,\"createdAt\":\"2026-03-01T12:00:00Z\"";

    private static String written(Token token) {
        return new String(Records.encode(token), StandardCharsets.UTF_8);
    }

    private static Token read(String json) {
        return Records.token(JsonRecord.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRecordOfAnEarlierVersionMayReadAndIsStillWrittenLikeThat() {
        Token token = read(EARLIER + "}");

        assertThat(token).isEqualTo(Fill.TOKEN);
        assertThat(token.scopes()).containsExactly(TokenScope.READ);
        assertThat(token.description()).isEmpty();
        assertThat(written(token)).startsWith(EARLIER + ",\"crc32c\":");
    }

    @Test
    void aTokenWithoutTheScopeReadIsAnExpiredOneToAnEarlierVersion() {
        for (Optional<Instant> end : Set.of(Optional.<Instant>empty(), Optional.of(Fill.TIME))) {
            Token token = Fill.TOKEN.toBuilder()
                    .scopes(Set.of(TokenScope.TICKETS, TokenScope.CONNECTORS))
                    .expiresAt(end)
                    .build();
            JsonRecord all = JsonRecord.parse(Records.encode(token));
            assertThat(Records.token(all)).isEqualTo(token);

            // What an earlier version doesn't know, and takes away with each change.
            Token seen = Records.token(all.without("scopes").without("endsAt"));
            assertThat(seen.expired(Instant.parse("1970-01-02T00:00:00Z"))).isTrue();
        }
    }

    @Test
    void aRecordWithoutAnyScopeOrWithAnUnknownOneIsDamaged() {
        assertThatIllegalArgumentException().isThrownBy(() -> read(EARLIER + ",\"scopes\":[]}"));
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> read(EARLIER + ",\"scopes\":[\"read\",\"write\"]}"));
    }
}
