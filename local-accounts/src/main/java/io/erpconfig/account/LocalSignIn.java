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
import java.util.function.BiPredicate;
import java.util.function.Predicate;

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
    private final FairTurns turns = new FairTurns(AT_ONCE);

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
        Optional<Account> found = check(name, password, address, account -> true);
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
        return check(user.value(), current, address, account -> accounts.changePassword(account, changed, kept))
                .isPresent();
    }

    /**
     * The account of a name and its password, as it now is, if what follows is done. Attempts wait in a queue that is fair to
     * addresses and names: however many come at once from one, a right password from elsewhere waits for few of them.
     *
     * @param then is done in the same turn, as it may take as much memory
     */
    private Optional<Account> check(String name, String password, String address, Predicate<Account> then) {
        throttle.check(name, address);
        if (!turns.acquire(SignInThrottle.network(address), name, LONGEST_WAIT)) {
            throw new TooManyAttemptsException(LONGEST_WAIT);
        }
        try (SignInThrottle.Attempt attempt = throttle.admit(name, address)) {
            Optional<Account> account = look(name, password);
            attempt.ended(account.isPresent());
            return account.filter(then);
        } finally {
            turns.release();
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
