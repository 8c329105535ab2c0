package io.erpconfig.core.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.contention.Backoff;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gate while its registry changes or fails. */
class TokenGateTest {

    private static final OwnerId ACME = new OwnerId("acme");
    private static final Optional<String> OLD = Optional.of("machine-1");
    private static final Optional<String> NEW = Optional.of("machine-2");

    private final TokenRegistry registry = InMemoryStore.create().tokens();
    private final Tokens tokens = new Tokens(registry, Clock.systemUTC(), new SecureRandom());
    private final TokenGate gate = new TokenGate(registry, Clock.systemUTC(), Runnable::run);

    private Tokens.Issued issue() {
        return tokens.issue(ACME, "erp", Set.of(), Optional.empty(), true);
    }

    private void switchFlag(Tokens.Issued issued, boolean on) {
        tokens.change(
                ACME,
                issued.token().id(),
                TokenChange.builder().fingerprintRequired(on).build());
    }

    @Test
    void whoMovesATokenIsLetInWhileNothingCanBeWrittenAndRememberedAfterwards() {
        Tokens.Issued issued = issue();
        String value = issued.value().reveal();
        gate.admit(value, OLD, TokenScope.READ);
        switchFlag(issued, false);
        Passing failing = new Passing(registry);
        failing.before = () -> {
            throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "the disk is full");
        };

        assertThat(new TokenGate(failing, Clock.systemUTC(), Runnable::run)
                        .admit(value, NEW, TokenScope.READ)
                        .id())
                .isEqualTo(issued.token().id());
        gate.admit(value, NEW, TokenScope.READ);
        switchFlag(issued, true);
        assertThat(gate.admit(value, NEW, TokenScope.READ).id())
                .isEqualTo(issued.token().id());
    }

    @Test
    void nobodyIsLetInByABindingThatCouldNotBeWritten() {
        Tokens.Issued issued = issue();
        Passing failing = new Passing(registry);
        failing.before = () -> {
            throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "the disk is full");
        };
        TokenGate full = new TokenGate(failing, Clock.systemUTC(), Runnable::run);

        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> full.admit(issued.value().reveal(), OLD, TokenScope.READ))
                .extracting(ConfigStoreException::code)
                .isEqualTo(ErrorCode.STORAGE_FAILED);
    }

    @Test
    void aTokenWhoseFlagIsSwitchedOffWhileItIsBoundLetsIn() {
        Tokens.Issued issued = issue();
        Passing passing = new Passing(registry);
        passing.before = () -> switchFlag(issued, false);
        TokenGate late = new TokenGate(passing, Clock.systemUTC(), Runnable::run);

        Token admitted = late.admit(issued.value().reveal(), OLD, TokenScope.READ);
        assertThat(admitted.fingerprintRequired()).isFalse();
        assertThat(admitted.binding()).isEqualTo(Token.Binding.NONE);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aChangeThatOthersAreAlwaysFasterWithIsGivenUpAfterPauses() {
        Tokens.Issued issued = issue();
        Passing raced = new Passing(registry);
        AtomicInteger races = new AtomicInteger();
        raced.before = () -> switchFlag(issued, races.incrementAndGet() % 2 == 0);
        Tokens late = new Tokens(raced, Clock.systemUTC(), new SecureRandom());
        TokenChange name = TokenChange.builder().name("late").build();

        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> late.change(ACME, issued.token().id(), name))
                .withMessageContaining("others were faster")
                .extracting(ConfigStoreException::code)
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(races).hasValue(Backoff.ATTEMPTS);
        assertThat(registry.find(issued.token().id()))
                .get()
                .extracting(Token::name)
                .isEqualTo("erp");
    }

    /** A registry to which something happens before each change of a binding. */
    private static final class Passing implements TokenRegistry {
        private final TokenRegistry to;
        private Runnable before = () -> {};

        Passing(TokenRegistry to) {
            this.to = to;
        }

        @Override
        public void add(Token token, List<AuditEntry> entries) {
            to.add(token, entries);
        }

        @Override
        public Optional<Token> find(TokenId id) {
            return to.find(id);
        }

        @Override
        public Optional<Token> findByHash(TokenHash hash) {
            return to.findByHash(hash);
        }

        @Override
        public List<Token> list(OwnerId owner) {
            return to.list(owner);
        }

        @Override
        public void forEach(Consumer<Token> each) {
            to.forEach(each);
        }

        @Override
        public boolean replace(Token expected, Token changed, List<AuditEntry> entries) {
            before.run();
            return to.replace(expected, changed, entries);
        }

        @Override
        public Optional<Token> bindFingerprint(TokenId id, FingerprintHash instance, List<AuditEntry> entries) {
            before.run();
            return to.bindFingerprint(id, instance, entries);
        }

        @Override
        public void touch(TokenId id, Instant usedAt) {
            to.touch(id, usedAt);
        }

        @Override
        public boolean remove(TokenId id, List<AuditEntry> entries) {
            return to.remove(id, entries);
        }
    }
}
