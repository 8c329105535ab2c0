package io.erpconfig.core.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokensTest {

    private static final OwnerId ACME = new OwnerId("acme");
    private static final OwnerId OTHER = new OwnerId("other");
    private static final RepoId CNC = new RepoId("cnc.erp-config");

    private final SettableClock clock = new SettableClock();
    private final TokenRegistry registry = InMemoryStore.create().tokens();
    private final Tokens tokens = new Tokens(registry, clock, new SecureRandom());
    private final TokenGate gate = new TokenGate(registry, clock, Runnable::run);

    @Test
    void aTokenIs64HexCharactersOfWhichOnlyTheHashAndTheSuffixAreKept() {
        Tokens.Issued issued = issue(false);
        String value = issued.value().reveal();
        assertThat(value).matches("[0-9a-f]{64}");
        assertThat(issued.token().suffix()).isEqualTo(value.substring(60));
        assertThat(issued.token().toString()).doesNotContain(value);
        assertThat(issued.value().toString()).doesNotContain(value.substring(0, 60));
        assertThat(gate.admit(value, Optional.empty()).id())
                .isEqualTo(issued.token().id());
    }

    @Test
    void whatIsNoKnownTokenIsUnauthorized() {
        String value = issue(false).value().reveal();
        for (String presented : List.of(
                "", "x", value.toUpperCase(java.util.Locale.ROOT), value + "0", "0".repeat(64), "é".repeat(64))) {
            refused(ErrorCode.UNAUTHORIZED, presented, Optional.empty());
        }
    }

    @Test
    void anExpiredTokenIsToldSoAndADateMeansTheEndOfThatDay() {
        String value = tokens.issue(ACME, "t", Set.of(), Optional.of(Expiry.parse("2026-11-22")), false)
                .value()
                .reveal();
        clock.now = Instant.parse("2026-11-22T23:59:59.999Z");
        gate.admit(value, Optional.empty());
        clock.now = Instant.parse("2026-11-23T00:00:00Z");
        refused(ErrorCode.TOKEN_EXPIRED, value, Optional.empty());
    }

    @Test
    void anExpiryIsADateOrATimeWithItsOffset() {
        assertThat(Expiry.parse("2027-01-31T12:00:00+02:00")).isEqualTo(Instant.parse("2027-01-31T10:00:00Z"));
        for (String text :
                List.of("", "tomorrow", "2027-02-30", "2027-01-31T12:00:00", "+999999999-01-01", "1800000000")) {
            assertThatExceptionOfType(ConfigStoreException.class)
                    .as(text)
                    .isThrownBy(() -> Expiry.parse(text))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKEN_FIELD));
        }
    }

    @Test
    void aTokenCoversTheProjectsItNamesOrAllOfThem() {
        Token all = issue(false).token();
        Token one =
                tokens.issue(ACME, "t", Set.of(CNC), Optional.empty(), false).token();
        assertThat(all.covers(new RepoId("any.thing"))).isTrue();
        assertThat(one.covers(CNC)).isTrue();
        assertThat(one.covers(new RepoId("any.thing"))).isFalse();
    }

    @Test
    void theFirstInstanceBindsATokenThatRequiresAFingerprint() {
        String value = issue(true).value().reveal();
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.empty());
        gate.admit(value, Optional.of("one"));
        gate.admit(value, Optional.of("one"));
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("two"));
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.empty());
    }

    @Test
    void oneOfManyRacingInstancesBindsIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 500; round++) {
                String value = issue(true).value().reveal();
                CyclicBarrier start = new CyclicBarrier(4);
                List<Callable<Boolean>> racers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String instance = "instance-" + i;
                    racers.add(() -> {
                        start.await(60, TimeUnit.SECONDS);
                        return admitted(value, instance);
                    });
                }
                int winners = 0;
                for (Future<Boolean> racer : threads.invokeAll(racers)) {
                    winners += racer.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean admitted(String value, String instance) {
        try {
            gate.admit(value, Optional.of(instance));
            return true;
        } catch (ConfigStoreException e) {
            return false;
        }
    }

    @Test
    void aBindingMovesToTheLastInstanceSeenWhileTheFlagWasOff() {
        Tokens.Issued issued = issue(true);
        String value = issued.value().reveal();
        gate.admit(value, Optional.of("old"));
        switchFlag(issued, false);
        gate.admit(value, Optional.empty());
        gate.admit(value, Optional.of("between"));
        gate.admit(value, Optional.of("new"));
        switchFlag(issued, true);
        gate.admit(value, Optional.of("new"));
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("old"));
    }

    @Test
    void aBindingStaysIfNobodyWasSeenWhileTheFlagWasOff() {
        Tokens.Issued issued = issue(true);
        String value = issued.value().reveal();
        gate.admit(value, Optional.of("old"));
        switchFlag(issued, false);
        gate.admit(value, Optional.empty());
        switchFlag(issued, true);
        gate.admit(value, Optional.of("old"));
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("new"));
    }

    @Test
    void aTokenThatWasNeverBoundRemembersNobodyWhileTheFlagIsOff() {
        Tokens.Issued issued = issue(false);
        String value = issued.value().reveal();
        gate.admit(value, Optional.of("early"));
        switchFlag(issued, true);
        gate.admit(value, Optional.of("first"));
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("early"));
    }

    @Test
    void aForgottenBindingLetsTheNextInstanceBind() {
        Tokens.Issued issued = issue(true);
        String value = issued.value().reveal();
        gate.admit(value, Optional.of("old"));
        tokens.change(
                ACME,
                issued.token().id(),
                new TokenChange(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty(), true));
        gate.admit(value, Optional.of("new"));
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("old"));
    }

    @Test
    void takingTheLastProjectAwayNeverWidensAToken() {
        Token token =
                tokens.issue(ACME, "t", Set.of(CNC), Optional.empty(), false).token();
        TokenChange emptied = new TokenChange(
                Optional.empty(), Optional.of(Set.of()), false, Optional.empty(), Optional.empty(), false);
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> tokens.change(ACME, token.id(), emptied))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKEN_FIELD));
        assertThat(registry.find(token.id())).get().extracting(Token::repos).isEqualTo(Set.of(CNC));

        TokenChange widened = new TokenChange(
                Optional.empty(), Optional.of(Set.of()), true, Optional.empty(), Optional.empty(), false);
        assertThat(tokens.change(ACME, token.id(), widened).repos()).isEmpty();
    }

    @Test
    void aRevokedTokenIsUnknownAtOnce() {
        Tokens.Issued issued = issue(false);
        tokens.revoke(ACME, issued.token().id());
        refused(ErrorCode.UNAUTHORIZED, issued.value().reveal(), Optional.empty());
        assertThat(tokens.list(ACME)).isEmpty();
    }

    @Test
    void anotherOwnersTokenCanBeNeitherSeenNorChangedNorRevoked() {
        TokenId id = issue(false).token().id();
        TokenChange change = new TokenChange(
                Optional.of("mine"), Optional.empty(), false, Optional.empty(), Optional.empty(), false);
        for (Runnable attempt : List.<Runnable>of(
                () -> tokens.get(OTHER, id), () -> tokens.change(OTHER, id, change), () -> tokens.revoke(OTHER, id))) {
            assertThatExceptionOfType(ConfigStoreException.class)
                    .isThrownBy(attempt::run)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        }
        assertThat(tokens.list(OTHER)).isEmpty();
        assertThat(tokens.get(ACME, id).name()).isEqualTo("t");
    }

    @Test
    void aLastUseIsNotedAtMostOnceAMinuteAndOffTheRequestsOwnTime() {
        List<Runnable> notes = new ArrayList<>();
        TokenGate noting = new TokenGate(registry, clock, notes::add);
        Tokens.Issued issued = issue(false);
        noting.admit(issued.value().reveal(), Optional.empty());
        assertThat(registry.find(issued.token().id()).orElseThrow().lastUsedAt())
                .isEmpty();
        notes.forEach(Runnable::run);
        assertThat(registry.find(issued.token().id()).orElseThrow().lastUsedAt())
                .contains(clock.now);

        notes.clear();
        clock.now = clock.now.plusSeconds(59);
        noting.admit(issued.value().reveal(), Optional.empty());
        assertThat(notes).isEmpty();
        clock.now = clock.now.plusSeconds(1);
        noting.admit(issued.value().reveal(), Optional.empty());
        assertThat(notes).hasSize(1);
    }

    private Tokens.Issued issue(boolean fingerprintRequired) {
        return tokens.issue(ACME, "t", Set.of(), Optional.empty(), fingerprintRequired);
    }

    private void switchFlag(Tokens.Issued issued, boolean on) {
        tokens.change(
                ACME,
                issued.token().id(),
                new TokenChange(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.of(on), false));
    }

    private void refused(ErrorCode code, String presented, Optional<String> instance) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> gate.admit(presented, instance))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
