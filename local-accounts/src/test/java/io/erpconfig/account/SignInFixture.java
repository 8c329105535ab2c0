package io.erpconfig.account;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.Sessions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** A store in memory with the account anna, and what it takes to sign in to it. */
final class SignInFixture {

    static final OwnerId ANNA = new OwnerId("anna");
    static final OwnerId BERT = new OwnerId("bert");
    static final String PASSWORD = "correct horse";
    static final String HOME = "192.0.2.7";
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** Hashing takes time, so that it is done once. */
    static final String HASH =
            PasswordHash.of(new Password(PASSWORD), new SecureRandom()).encoded();

    final SettableClock clock = new SettableClock();
    final ConfigStore store = InMemoryStore.create(clock);
    final List<OwnerId> passwordsEnded = Collections.synchronizedList(new ArrayList<>());
    final Accounts accounts = new Accounts(store, clock, new SecureRandom(), passwordsEnded::add);
    final Sessions sessions = new Sessions(
            store.sessions(),
            clock,
            new SecureRandom(),
            Runnable::run,
            new Sessions.Limits(Duration.ofHours(1), Duration.ofHours(12)));

    SignInFixture() {
        put(ANNA);
    }

    /** An account with the password. */
    void put(OwnerId name) {
        store.accounts().add(new Account(name, HASH, Optional.empty(), START));
    }

    LocalSignIn signIn() {
        return new LocalSignIn(accounts, sessions, clock);
    }

    /** Looks at passwords by other means. */
    LocalSignIn signIn(BiPredicate<PasswordHash, String> matches) {
        return new LocalSignIn(accounts, sessions, clock, matches);
    }

    List<Session> sessionsOf(OwnerId user) {
        return store.sessions().list(user);
    }

    /** Stands still until it is set. */
    static final class SettableClock extends Clock {
        volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
