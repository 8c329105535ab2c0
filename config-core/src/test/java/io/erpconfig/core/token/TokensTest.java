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
        assertThat(gate.admit(value, Optional.empty(), TokenScope.READ).id())
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
        gate.admit(value, Optional.empty(), TokenScope.READ);
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
        gate.admit(value, Optional.of("one"), TokenScope.READ);
        gate.admit(value, Optional.of("one"), TokenScope.READ);
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
            gate.admit(value, Optional.of(instance), TokenScope.READ);
            return true;
        } catch (ConfigStoreException e) {
            return false;
        }
    }

    @Test
    void aBindingMovesToTheLastInstanceSeenWhileTheFlagWasOff() {
        Tokens.Issued issued = issue(true);
        String value = issued.value().reveal();
        gate.admit(value, Optional.of("old"), TokenScope.READ);
        switchFlag(issued, false);
        gate.admit(value, Optional.empty(), TokenScope.READ);
        gate.admit(value, Optional.of("between"), TokenScope.READ);
        gate.admit(value, Optional.of("new"), TokenScope.READ);
        switchFlag(issued, true);
        gate.admit(value, Optional.of("new"), TokenScope.READ);
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("old"));
    }

    @Test
    void aBindingStaysIfNobodyWasSeenWhileTheFlagWasOff() {
        Tokens.Issued issued = issue(true);
        String value = issued.value().reveal();
        gate.admit(value, Optional.of("old"), TokenScope.READ);
        switchFlag(issued, false);
        gate.admit(value, Optional.empty(), TokenScope.READ);
        switchFlag(issued, true);
        gate.admit(value, Optional.of("old"), TokenScope.READ);
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("new"));
    }

    @Test
    void aTokenThatWasNeverBoundRemembersNobodyWhileTheFlagIsOff() {
        Tokens.Issued issued = issue(false);
        String value = issued.value().reveal();
        gate.admit(value, Optional.of("early"), TokenScope.READ);
        switchFlag(issued, true);
        gate.admit(value, Optional.of("first"), TokenScope.READ);
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("early"));
    }

    @Test
    void aForgottenBindingLetsTheNextInstanceBind() {
        Tokens.Issued issued = issue(true);
        String value = issued.value().reveal();
        gate.admit(value, Optional.of("old"), TokenScope.READ);
        tokens.change(
                ACME, issued.token().id(), TokenChange.builder().forgetBinding().build());
        gate.admit(value, Optional.of("new"), TokenScope.READ);
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("old"));
    }

    @Test
    void takingTheLastProjectAwayNeverWidensAToken() {
        Token token =
                tokens.issue(ACME, "t", Set.of(CNC), Optional.empty(), false).token();
        TokenChange emptied = TokenChange.builder().repos(Set.of()).build();
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> tokens.change(ACME, token.id(), emptied))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKEN_FIELD));
        assertThat(registry.find(token.id())).get().extracting(Token::repos).isEqualTo(Set.of(CNC));

        TokenChange widened = TokenChange.builder().allProjects().build();
        assertThat(tokens.change(ACME, token.id(), widened).repos()).isEmpty();
    }

    @Test
    void aTokenIsLetInOnlyWhereItHasTheScopeFor() {
        Tokens.Issued issued = issue(TokenScope.TICKETS);
        String value = issued.value().reveal();

        assertThat(gate.admit(value, Optional.empty(), TokenScope.TICKETS)).isEqualTo(issued.token());
        for (TokenScope lacking : List.of(TokenScope.READ, TokenScope.CONNECTORS)) {
            assertThatExceptionOfType(ConfigStoreException.class)
                    .isThrownBy(() -> gate.admit(value, Optional.empty(), lacking))
                    .withMessageContaining(lacking.toString())
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_SCOPE));
        }
        assertThat(gate.admitWithAnyScope(value, Optional.empty()).id())
                .isEqualTo(issued.token().id());
    }

    @Test
    void aChangedScopeCountsFromTheNextRequestOn() {
        Tokens.Issued issued = issue(TokenScope.TICKETS);
        String value = issued.value().reveal();
        Token ticketsOnly = gate.admit(value, Optional.empty(), TokenScope.TICKETS);
        assertThat(gate.isStillGood(ticketsOnly)).isTrue();

        tokens.change(
                ACME,
                issued.token().id(),
                TokenChange.builder().scopes(Set.of(TokenScope.READ)).build());

        assertThat(gate.isStillGood(ticketsOnly)).isFalse();
        assertThat(gate.admit(value, Optional.empty(), TokenScope.READ).scopes())
                .containsExactly(TokenScope.READ);
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> gate.admit(value, Optional.empty(), TokenScope.TICKETS))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_SCOPE));
    }

    @Test
    void onlyWhoIsLetInByATokenLearnsThatItLacksAScope() {
        NewToken wanted = new NewToken(
                "t", "", Set.of(TokenScope.TICKETS), Set.of(), Optional.of(clock.now.plusSeconds(10)), true);
        String value = tokens.issue(ACME, wanted).value().reveal();

        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.empty());
        refused(ErrorCode.INSUFFICIENT_SCOPE, value, Optional.of("first"));
        // It was the first request with an instance, so that is the one it is bound to.
        refused(ErrorCode.FINGERPRINT_MISMATCH, value, Optional.of("second"));
        clock.now = clock.now.plusSeconds(11);
        refused(ErrorCode.TOKEN_EXPIRED, value, Optional.of("first"));
    }

    @Test
    void aDescriptionIsKeptAndMayBeTakenAway() {
        String longest = "d".repeat(Tokens.MAX_DESCRIPTION);
        NewToken wanted = new NewToken("t", longest, TokenScope.DEFAULT, Set.of(), Optional.empty(), false);
        TokenId id = tokens.issue(ACME, wanted).token().id();

        assertThat(tokens.get(ACME, id).description()).isEqualTo(longest);
        tokens.change(ACME, id, TokenChange.builder().description("").build());
        assertThat(tokens.get(ACME, id).description()).isEmpty();
    }

    @Test
    void aDescriptionThatIsTooLongAndAnEmptySetOfScopesAreRefusedAndChangeNothing() {
        Token token = issue(false).token();
        List<Runnable> attempts = List.of(
                () -> new NewToken("t", "d".repeat(501), TokenScope.DEFAULT, Set.of(), Optional.empty(), false),
                () -> new NewToken("t", "a\u001bb", TokenScope.DEFAULT, Set.of(), Optional.empty(), false),
                () -> new NewToken("t", "", Set.of(), Set.of(), Optional.empty(), false),
                () -> tokens.change(
                        ACME,
                        token.id(),
                        TokenChange.builder().description("d".repeat(501)).build()),
                () -> tokens.change(
                        ACME,
                        token.id(),
                        TokenChange.builder().description("a\nb").build()),
                () -> tokens.change(
                        ACME, token.id(), TokenChange.builder().scopes(Set.of()).build()));
        for (Runnable attempt : attempts) {
            assertThatExceptionOfType(ConfigStoreException.class)
                    .isThrownBy(attempt::run)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKEN_FIELD));
        }
        assertThat(registry.find(token.id())).contains(token);
    }

    @Test
    void aScopeHasAWordAndNoOtherTextIsOne() {
        for (TokenScope scope : TokenScope.values()) {
            assertThat(TokenScope.parse(scope.toString())).isEqualTo(scope);
        }
        for (String text : List.of("", "READ", "write", "read ")) {
            assertThatExceptionOfType(ConfigStoreException.class)
                    .isThrownBy(() -> TokenScope.parse(text))
                    .withMessage("scopes are read, tickets, connectors");
        }
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
        TokenChange change = TokenChange.builder().name("mine").build();
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
        noting.admit(issued.value().reveal(), Optional.empty(), TokenScope.READ);
        assertThat(registry.find(issued.token().id()).orElseThrow().lastUsedAt())
                .isEmpty();
        notes.forEach(Runnable::run);
        assertThat(registry.find(issued.token().id()).orElseThrow().lastUsedAt())
                .contains(clock.now);

        notes.clear();
        clock.now = clock.now.plusSeconds(59);
        noting.admit(issued.value().reveal(), Optional.empty(), TokenScope.READ);
        assertThat(notes).isEmpty();
        clock.now = clock.now.plusSeconds(1);
        noting.admit(issued.value().reveal(), Optional.empty(), TokenScope.READ);
        assertThat(notes).hasSize(1);
    }

    private Tokens.Issued issue(boolean fingerprintRequired) {
        return tokens.issue(ACME, "t", Set.of(), Optional.empty(), fingerprintRequired);
    }

    private Tokens.Issued issue(TokenScope scope) {
        return tokens.issue(ACME, new NewToken("t", "", Set.of(scope), Set.of(), Optional.empty(), false));
    }

    private void switchFlag(Tokens.Issued issued, boolean on) {
        tokens.change(
                ACME,
                issued.token().id(),
                TokenChange.builder().fingerprintRequired(on).build());
    }

    private void refused(ErrorCode code, String presented, Optional<String> instance) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> gate.admit(presented, instance, TokenScope.READ))
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
