package io.erpconfig.testkit;

import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.bindable;
import static io.erpconfig.testkit.Samples.instance;
import static io.erpconfig.testkit.Samples.renamed;
import static io.erpconfig.testkit.Samples.sha256;
import static io.erpconfig.testkit.Samples.token;
import static io.erpconfig.testkit.Samples.tokenId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenRegistry;
import io.erpconfig.core.token.TokenScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class TokenRegistryContract extends PortContract {

    TokenRegistryContract(ConfigStoreContract contract) {
        super(contract);
    }

    private TokenRegistry tokens() {
        return store().tokens();
    }

    private Token added(Token token) {
        tokens().add(token);
        return token;
    }

    private List<Token> all() {
        List<Token> found = new ArrayList<>();
        tokens().forEach(found::add);
        return found;
    }

    @Test
    @DisplayName("What isn't there is empty, and no error")
    void absent() {
        Token token = token("a");
        assertThat(tokens().find(token.id())).isEmpty();
        assertThat(tokens().findByHash(token.hash())).isEmpty();
        assertThat(tokens().list(OWNER)).isEmpty();
        assertThat(all()).isEmpty();
        assertThat(tokens().remove(token.id())).isFalse();
        assertThat(tokens().replace(token, renamed(token, "b"))).isFalse();
        assertThat(tokens().bindFingerprint(token.id(), instance(1))).isEmpty();
        assertThatCode(() -> tokens().touch(token.id(), START)).doesNotThrowAnyException();
        assertThat(tokens().find(token.id())).isEmpty();
    }

    @Test
    @DisplayName("Every field of a token comes back as it was, by id and by hash")
    void everyField() throws Exception {
        Token plain = added(token("plain"));
        Token full = added(Token.builder()
                .id(tokenId("full"))
                .hash(new TokenHash(sha256("full")))
                .suffix("0f0f")
                .owner(OWNER)
                .name("größe \"日本語\" 😀 \\ $x {}")
                .description("für „Cluj“ \\ 😀")
                .scopes(Set.of(TokenScope.READ, TokenScope.TICKETS, TokenScope.CONNECTORS))
                .repos(Set.of(new RepoId("A.erp-config"), new RepoId("a.erp-config")))
                .expiresAt(Optional.of(Instant.parse("9999-12-31T23:59:59.999Z")))
                .fingerprintRequired(true)
                .binding(new Token.Binding(Optional.of(instance(1)), Optional.of(instance(2))))
                .createdAt(Instant.parse("2026-02-28T00:00:00Z"))
                .lastUsedAt(Optional.of(Instant.parse("2026-03-01T00:00:01Z")))
                .build());
        checkThere(plain);
        checkThere(full);
        reopen();
        checkThere(plain);
        checkThere(full);
        assertThat(all()).containsExactlyInAnyOrder(plain, full);
    }

    @Test
    @DisplayName("A token without the scope read keeps when it expires, and may be given the scope")
    void withoutRead() throws Exception {
        Token endless = added(token("a").toBuilder()
                .scopes(Set.of(TokenScope.TICKETS, TokenScope.CONNECTORS))
                .build());
        Token ending = added(token("b").toBuilder()
                .scopes(Set.of(TokenScope.CONNECTORS))
                .expiresAt(Optional.of(Instant.parse("2027-01-31T23:59:59.999Z")))
                .build());
        checkThere(endless);
        checkThere(ending);
        reopen();
        checkThere(endless);
        checkThere(ending);

        for (Token token : List.of(endless, ending)) {
            Token reading = token.toBuilder().scopes(TokenScope.DEFAULT).build();
            assertThat(tokens().replace(token, reading)).isTrue();
            checkThere(reading);
            assertThat(tokens().replace(token, reading)).isFalse();
        }
    }

    private void checkThere(Token token) {
        assertThat(tokens().find(token.id())).contains(token);
        assertThat(tokens().findByHash(token.hash())).contains(token);
    }

    @Test
    @DisplayName("There are no two of one id or hash")
    void taken() {
        Token first = added(token("first"));
        Token sameHash = Token.builder()
                .id(tokenId("other"))
                .hash(first.hash())
                .suffix("beef")
                .owner(OWNER)
                .name("other")
                .createdAt(START)
                .build();
        Token sameId = Token.builder()
                .id(first.id())
                .hash(new TokenHash(sha256("other")))
                .suffix("beef")
                .owner(OWNER)
                .name("other")
                .createdAt(START)
                .build();
        for (Token other : List.of(sameHash, sameId, first)) {
            assertThatThrownBy(() -> tokens().add(other))
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
        }
        assertThat(all()).containsExactly(first);
        checkThere(first);
        assertThat(tokens().find(sameHash.id())).isEmpty();
        assertThat(tokens().findByHash(sameId.hash())).isEmpty();
    }

    @Test
    @DisplayName("Of those who race to add the same token exactly one does")
    void racingAdd() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 20); round++) {
                Token token = token("race " + round);
                List<Boolean> added = race.round(i -> {
                    try {
                        tokens().add(renamed(token, "by " + i));
                        return true;
                    } catch (ConfigStoreException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                        return false;
                    }
                });
                assertThat(added).containsOnlyOnce(true);
                checkThere(renamed(token, "by " + added.indexOf(true)));
            }
        }
    }

    @Test
    @DisplayName("An owner's tokens are listed oldest first, and nobody else's with them")
    void listed() {
        List<Token> made = new ArrayList<>();
        for (int i : new int[] {3, 1, 2}) {
            Token token = token("t" + i);
            made.add(added(Token.builder()
                    .id(token.id())
                    .hash(token.hash())
                    .suffix("beef")
                    .owner(i == 2 ? new OwnerId("bert") : OWNER)
                    .name("t" + i)
                    .createdAt(START.plusSeconds(i))
                    .build()));
        }
        assertThat(tokens().list(OWNER)).containsExactly(made.get(1), made.get(0));
        assertThat(tokens().list(new OwnerId("bert"))).containsExactly(made.get(2));
        assertThat(all()).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    @DisplayName("A record is replaced if it is still as expected, whenever it was used")
    void replaced() throws Exception {
        Token token = added(token("a"));
        Token changed = renamed(token, "b");
        assertThat(tokens().replace(token, changed)).isTrue();
        checkThere(changed);
        assertThat(tokens().replace(token, renamed(token, "c"))).isFalse();
        checkThere(changed);
        tokens().touch(token.id(), START);
        assertThat(tokens().replace(changed, renamed(token, "d"))).isTrue();
        checkThere(renamed(token, "d").usedAt(START));
        reopen();
        checkThere(renamed(token, "d").usedAt(START));
    }

    @Test
    @DisplayName("A replacement keeps id and hash")
    void identityKept() {
        Token token = added(token("a"));
        assertThatThrownBy(() -> tokens().replace(token, token("b"))).isInstanceOf(IllegalArgumentException.class);
        checkThere(token);
        assertThat(all()).containsExactly(token);
    }

    @Test
    @DisplayName("Of those who race to replace a record exactly one does")
    void racingReplace() throws Exception {
        Token current = added(token("a"));
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 20); round++) {
                Token before = current;
                String name = "round " + round + " by ";
                List<Boolean> replaced = race.round(i -> tokens().replace(before, renamed(before, name + i)));
                assertThat(replaced).containsOnlyOnce(true);
                current = renamed(before, name + replaced.indexOf(true));
                checkThere(current);
            }
        }
    }

    @Test
    @DisplayName("The last use is noted, and never goes back")
    void touched() throws Exception {
        Token token = added(token("a"));
        tokens().touch(token.id(), START);
        checkThere(token.usedAt(START));
        tokens().touch(token.id(), START.minusSeconds(10));
        checkThere(token.usedAt(START));
        tokens().touch(token.id(), START.plusSeconds(10));
        checkThere(token.usedAt(START.plusSeconds(10)));

        assertThat(tokens().replace(token, token.usedAt(START))).isTrue();
        checkThere(token.usedAt(START.plusSeconds(10)));
        assertThat(tokens().replace(token, token)).isTrue();
        checkThere(token.usedAt(START.plusSeconds(10)));
        assertThat(tokens().replace(token, token.usedAt(START.plusSeconds(20)))).isTrue();
        checkThere(token.usedAt(START.plusSeconds(20)));
    }

    @Test
    @DisplayName("A use that is noted while the record is replaced is not lost, nor is the replacement")
    void touchedWhileReplaced() throws Exception {
        Token current = added(token("a"));
        try (Race race = new Race(3)) {
            for (int round = 0; round < Math.max(1, rounds() / 20); round++) {
                Token before = current;
                Instant used = START.plusSeconds(round);
                Token after = renamed(before, "round " + round);
                race.round(i -> {
                    if (i == 0) {
                        assertThat(tokens().replace(before, after)).isTrue();
                    } else {
                        tokens().touch(before.id(), used.minusSeconds(i - 1));
                    }
                    return true;
                });
                checkThere(after.usedAt(used));
                current = after;
            }
        }
    }

    @Test
    @DisplayName("A token is bound to the first instance, and stays bound to it")
    void bound() throws Exception {
        Token token = added(bindable("a"));
        Token first = token.boundTo(instance(1));
        assertThat(tokens().bindFingerprint(token.id(), instance(1))).contains(first);
        assertThat(tokens().bindFingerprint(token.id(), instance(2))).contains(first);
        checkThere(first);
        assertThat(tokens().replace(token, renamed(token, "unbound"))).isFalse();
        reopen();
        checkThere(first);
        assertThat(tokens().bindFingerprint(token.id(), instance(2))).contains(first);
    }

    @Test
    @DisplayName("A token that requires no fingerprint is not bound")
    void notBindable() {
        Token token = added(token("a"));
        assertThat(tokens().bindFingerprint(token.id(), instance(1))).contains(token);
        checkThere(token);
    }

    @Test
    @DisplayName("Of instances that race for a token exactly one is bound, and all are told which")
    void racingBinds() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 10); round++) {
                Token token = added(bindable("race " + round));
                List<Token> results = race.round(
                        i -> tokens().bindFingerprint(token.id(), instance(i)).orElseThrow());
                assertThat(Set.copyOf(results)).hasSize(1);
                assertThat(results.get(0).binding().bound())
                        .isPresent()
                        .get()
                        .isIn(instance(0), instance(1), instance(2), instance(3));
                checkThere(results.get(0));
            }
        }
    }

    @Test
    @DisplayName("A token that was removed is unknown, and others stay")
    void removed() throws Exception {
        Token token = added(bindable("a"));
        Token other = added(token("b"));
        assertThat(tokens().remove(token.id())).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThat(tokens().find(token.id())).isEmpty();
            assertThat(tokens().findByHash(token.hash())).isEmpty();
            assertThat(all()).containsExactly(other);
            assertThat(tokens().remove(token.id())).isFalse();
            assertThat(tokens().replace(token, renamed(token, "c"))).isFalse();
            assertThat(tokens().bindFingerprint(token.id(), instance(1))).isEmpty();
            tokens().touch(token.id(), START);
            assertThat(tokens().find(token.id())).isEmpty();
            if (i == 0) {
                reopen();
            }
        }
    }
}
