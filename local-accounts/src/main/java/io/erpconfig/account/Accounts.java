package io.erpconfig.account;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.contention.Backoff;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.core.token.Tokens;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The local accounts of a store. Safe for any number of threads. */
public final class Accounts {

    private final ConfigStore store;
    private final Clock clock;
    private final SecureRandom random;
    private final Consumer<OwnerId> passwordEnded;

    /**
     * @param passwordEnded told of an account whose password is no longer good: it was changed, or the account removed
     */
    public Accounts(ConfigStore store, Clock clock, SecureRandom random, Consumer<OwnerId> passwordEnded) {
        this.store = requireNonNull(store, "store");
        this.clock = requireNonNull(clock, "clock");
        this.random = requireNonNull(random, "random");
        this.passwordEnded = requireNonNull(passwordEnded, "passwordEnded");
    }

    /**
     * Adds an account.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}; {@link ErrorCode#INVALID_ACCOUNT} for an email that
     *     no commit can carry
     */
    public void add(OwnerId name, Password password, Optional<String> email) {
        email.ifPresent(address -> new Author(name, address));
        String hash = PasswordHash.of(password, random).encoded();
        Account account = new Account(name, hash, email, clock.instant());
        // Of an account of that name whose removal was broken off.
        if (store.accounts().find(name).isEmpty()) {
            Sessions.endAll(store.sessions(), name, Optional.empty());
        }
        if (!store.accounts().add(account)) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a user '" + name + "' already");
        }
    }

    /** The account of a name. */
    public Optional<Account> find(OwnerId name) {
        return store.accounts().find(name);
    }

    /** All accounts by name. */
    public List<Account> list() {
        return store.accounts().list();
    }

    /**
     * Changes a password, whatever it was, and ends all sessions of the account.
     *
     * @return how many sessions were ended
     * @throws ConfigStoreException {@link ErrorCode#ACCOUNT_NOT_FOUND}
     */
    public int changePassword(OwnerId name, Password password) {
        String hash = PasswordHash.of(password, random).encoded();
        Backoff backoff = new Backoff("the password of '" + name + "' can't be changed");
        while (true) {
            Account account = store.accounts().find(name).orElseThrow(() -> notFound(name));
            if (store.accounts().replace(account, account.withPasswordHash(hash))) {
                return ended(name, Optional.empty());
            }
            backoff.lost();
        }
    }

    /**
     * Changes the password of an account that is as it was when its password was checked, and ends its other sessions.
     *
     * @param kept the session that goes on
     * @return false, with nothing changed, if the account has been changed or removed meanwhile
     */
    boolean changePassword(Account checked, Password password, Optional<SessionId> kept) {
        Account changed =
                checked.withPasswordHash(PasswordHash.of(password, random).encoded());
        if (!store.accounts().replace(checked, changed)) {
            return false;
        }
        ended(checked.name(), kept);
        return true;
    }

    /** First the record, then the sessions: who signs in meanwhile looks at the record again afterwards. */
    private int ended(OwnerId name, Optional<SessionId> kept) {
        try {
            return Sessions.endAll(store.sessions(), name, kept);
        } finally {
            passwordEnded.accept(name);
        }
    }

    /**
     * Hashes a password that was found right again, at the present cost.
     *
     * @param right what was given as the password
     * @return the account as it now is; empty, with nothing changed, if it has been changed or removed meanwhile
     */
    Optional<Account> rehash(Account checked, String right) {
        Account changed =
                checked.withPasswordHash(PasswordHash.ofMatched(right, random).encoded());
        return store.accounts().replace(checked, changed) ? Optional.of(changed) : Optional.empty();
    }

    /**
     * Removes an account, ends its sessions and revokes its tokens; its projects stay.
     *
     * @param said what the audit trail says of each token that is revoked, but for the time and the token
     * @return how many tokens were revoked
     * @throws ConfigStoreException {@link ErrorCode#ACCOUNT_NOT_FOUND}
     */
    public int remove(OwnerId name, AuditEntry said) {
        if (store.accounts().find(name).isEmpty()) {
            throw notFound(name);
        }
        // The account goes after the tokens: if this is interrupted it is still there to be removed again.
        Tokens tokens = new Tokens(store.tokens(), clock, random);
        int revoked = tokens.revokeAll(name, said);
        store.accounts().remove(name);
        ended(name, Optional.empty());
        // Those that were issued until then.
        return revoked + tokens.revokeAll(name, said);
    }

    private static ConfigStoreException notFound(OwnerId name) {
        return new ConfigStoreException(ErrorCode.ACCOUNT_NOT_FOUND, "no user '" + name + "'");
    }
}
