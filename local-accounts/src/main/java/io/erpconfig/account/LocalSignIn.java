package io.erpconfig.account;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.session.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Signing in with the password of a local account (contract, section 3). A name that nobody has costs the time of one
 * that somebody has, and guessing is slowed down. Safe for any number of threads.
 */
public final class LocalSignIn {

    /** Checking a password takes 19 MiB, so only a few are checked at a time. */
    static final int AT_ONCE = 2;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Accounts accounts;
    private final Sessions sessions;
    private final SignInThrottle throttle;
    private final BiPredicate<PasswordHash, String> matches;
    private final Semaphore permits = new Semaphore(AT_ONCE, true);

    /** @param clock by which wrong attempts are counted */
    public LocalSignIn(Accounts accounts, Sessions sessions, Clock clock) {
        this(accounts, sessions, clock, PasswordHash::matches);
    }

    /** @param matches looks at a password, which is what takes the time */
    LocalSignIn(Accounts accounts, Sessions sessions, Clock clock, BiPredicate<PasswordHash, String> matches) {
        this.accounts = requireNonNull(accounts, "accounts");
        this.sessions = requireNonNull(sessions, "sessions");
        this.throttle = new SignInThrottle(clock);
        this.matches = matches;
    }

    /**
     * A user who has signed in.
     *
     * @param started the new session
     */
    public record SignedIn(Account account, Sessions.Started started) {}

    /**
     * Signs a user in.
     *
     * @param name     what was given as the name, in whatever shape
     * @param password what was given as the password, likewise
     * @param address  that the request came from
     * @param agent    what the user uses, for display
     * @return empty if there is no such account, or its password is another one
     * @throws TooManyAttemptsException if that address has to wait
     */
    public Optional<SignedIn> signIn(String name, String password, String address, String agent) {
        throttle.check(name, address);
        Optional<Account> found = inTurn(() -> check(name, password, address));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Account account = found.get();
        Sessions.Started started = sessions.start(account.name(), address, agent);
        // Changing the password or removing the account ends the sessions that exist then: this one was
        // among them, or the change is seen here.
        if (!accounts.find(account.name()).equals(found)) {
            sessions.end(started.session());
            return Optional.empty();
        }
        return Optional.of(new SignedIn(account, started));
    }

    /** The user whose account has what was given as the name, if there is one. */
    public Optional<OwnerId> known(String name) {
        return owner(name).filter(user -> accounts.find(user).isPresent());
    }

    /**
     * Changes a user's own password, and ends the other sessions.
     *
     * @param current what was given as the present password
     * @param kept    the session that goes on
     * @return false, with nothing changed, if the present password is another one
     * @throws TooManyAttemptsException if that address has to wait
     */
    public boolean changePassword(
            OwnerId user, String current, Password changed, String address, Optional<SessionId> kept) {
        throttle.check(user.value(), address);
        return inTurn(() -> check(user.value(), current, address)
                .filter(account -> accounts.changePassword(account, changed, kept))
                .isPresent());
    }

    /** Runs work that takes much memory when a permit is free. */
    private <T> T inTurn(Supplier<T> work) {
        if (!acquire()) {
            throw new TooManyAttemptsException(LONGEST_WAIT);
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }

    private boolean acquire() {
        try {
            return permits.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The account of a name and its password, as it now is. */
    private Optional<Account> check(String name, String password, String address) {
        try (SignInThrottle.Attempt attempt = throttle.admit(name, address)) {
            Optional<Account> account = look(name, password);
            attempt.ended(account.isPresent());
            return account;
        }
    }

    private Optional<Account> look(String name, String password) {
        Optional<Account> account = owner(name).flatMap(accounts::find);
        PasswordHash hash =
                account.map(known -> PasswordHash.parse(known.passwordHash())).orElse(PasswordHash.NOBODYS);
        boolean right = matches.test(hash, password);
        if (!right || account.isEmpty()) {
            return Optional.empty();
        }
        if (!hash.needsRehash()) {
            return account;
        }
        Optional<Account> rehashed = accounts.rehash(account.get(), password);
        // Another sign-in was first, or there is another password now.
        return rehashed.isPresent() ? rehashed : look(name, password);
    }

    private static Optional<OwnerId> owner(String name) {
        try {
            return Optional.of(new OwnerId(name));
        } catch (ConfigStoreException e) {
            return Optional.empty();
        }
    }
}
