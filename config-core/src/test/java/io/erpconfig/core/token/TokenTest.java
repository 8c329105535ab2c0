package io.erpconfig.core.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenTest {

    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

    private final Token unused = token(1, TIME);

    private static Token token(int id, Instant createdAt) {
        return new Token(
                new TokenId("%024x".formatted(id)),
                new TokenHash(Sha256.of(("token " + id).getBytes(StandardCharsets.US_ASCII))),
                "89ab",
                new OwnerId("acme"),
                "erp",
                "",
                Set.of(TokenScope.READ),
                Set.of(),
                Optional.empty(),
                false,
                Token.Binding.NONE,
                createdAt,
                Optional.empty());
    }

    @Test
    void aBuilderMakesWhatItWasGiven() {
        Token.Binding binding =
                new Token.Binding(Optional.of(FingerprintHash.of("one")), Optional.of(FingerprintHash.of("other")));
        Token full = new Token(
                unused.id(),
                unused.hash(),
                "89ab",
                unused.owner(),
                "erp",
                "of the plant in Cluj",
                Set.of(TokenScope.TICKETS, TokenScope.CONNECTORS),
                Set.of(new RepoId("cnc.x")),
                Optional.of(TIME.plusSeconds(3)),
                true,
                binding,
                TIME,
                Optional.of(TIME.plusSeconds(1)));
        assertThat(full.toBuilder().build()).isEqualTo(full);
        Token.Builder few = Token.builder()
                .id(unused.id())
                .hash(unused.hash())
                .suffix("89ab")
                .owner(unused.owner())
                .createdAt(TIME);
        assertThatNullPointerException().isThrownBy(few::build).withMessage("name");
        assertThat(few.name("erp").build()).isEqualTo(unused);
    }

    @Test
    void itHasAtLeastOneScope() {
        Token.Builder none = unused.toBuilder().scopes(Set.of());
        assertThatIllegalArgumentException().isThrownBy(none::build).withMessage("scopes: none");
    }

    @Test
    void itsLastUseNeverGoesBack() {
        Token used = unused.usedAt(TIME);
        assertThat(used.lastUsedAt()).contains(TIME);
        assertThat(used.usedAt(TIME.minusSeconds(1))).isEqualTo(used);
        assertThat(used.usedAt(TIME.plusSeconds(1)).lastUsedAt()).contains(TIME.plusSeconds(1));
    }

    @Test
    void itsTimesAreCutToWholeSeconds() {
        Token used = token(1, TIME.plusMillis(999)).usedAt(TIME.plusMillis(1999));
        assertThat(used.createdAt()).isEqualTo(TIME);
        assertThat(used.lastUsedAt()).contains(TIME.plusSeconds(1));
    }

    @Test
    void aUseAloneMakesNoOtherToken() {
        Token used = unused.usedAt(TIME);
        assertThat(unused.equalsButForUse(used)).isTrue();
        assertThat(used.equalsButForUse(unused)).isTrue();
        assertThat(used.equalsButForUse(used.usedAt(TIME.plusSeconds(1)))).isTrue();
        assertThat(unused.equalsButForUse(token(2, TIME))).isFalse();
        assertThat(unused.equalsButForUse(token(1, TIME.plusSeconds(1)))).isFalse();
    }

    @Test
    void listsAreOrderedByCreationAndThenById() {
        Token second = token(2, TIME.plusMillis(1));
        Token later = token(0, TIME.plusSeconds(1));
        assertThat(List.of(later, second, unused).stream().sorted(Token.BY_CREATION))
                .containsExactly(unused, second, later);
    }
}
