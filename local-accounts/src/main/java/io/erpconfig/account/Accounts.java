package io.erpconfig.app.account;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.Token;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The local accounts of a store. */
public final class Accounts {

    private final ConfigStore store;
    private final FirstPasswordFile firstPassword;
    private final Clock clock;
    private final SecureRandom random;

    public Accounts(ConfigStore store, FirstPasswordFile firstPassword, Clock clock, SecureRandom random) {
        this.store = store;
        this.firstPassword = firstPassword;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Adds an account.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}; {@link ErrorCode#INVALID_ACCOUNT} for an email that
     *     no commit can carry
     */
    public void add(OwnerId name, Password password, Optional<String> email) {
        email.ifPresent(address -> new Author(name, address));
        String hash = PasswordHash.of(password, random).toString();
        Account account = new Account(name, hash, email, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        if (!store.accounts().add(account)) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a user '" + name + "' already");
        }
    }

    /**
     * Changes a password.
     *
     * @throws ConfigStoreException {@link ErrorCode#ACCOUNT_NOT_FOUND}
     */
    public void changePassword(OwnerId name, Password password) {
        Account account = store.accounts().find(name).orElseThrow(() -> notFound(name));
        String hash = PasswordHash.of(password, random).toString();
        if (!store.accounts().replace(account.withPasswordHash(hash))) {
            throw notFound(name);
        }
        firstPassword.forget(name);
    }

    /** All accounts by name. */
    public List<Account> list() {
        return store.accounts().list();
    }

    /**
     * Removes an account and revokes its tokens; its projects stay.
     *
     * @return how many tokens were revoked
     * @throws ConfigStoreException {@link ErrorCode#ACCOUNT_NOT_FOUND}
     */
    public int remove(OwnerId name) {
        if (store.accounts().find(name).isEmpty()) {
            throw notFound(name);
        }
        // The account goes last: if this is interrupted it is still there to be removed again.
        int revoked = 0;
        for (Token token : store.tokens().list(name)) {
            if (store.tokens().remove(token.id())) {
                revoked++;
            }
        }
        store.accounts().remove(name);
        firstPassword.forget(name);
        return revoked;
    }

    private static ConfigStoreException notFound(OwnerId name) {
        return new ConfigStoreException(ErrorCode.ACCOUNT_NOT_FOUND, "no user '" + name + "'");
    }

    /** Makes the first account of a store that never had one, under a password that was chosen. */
    public void addFirst(Password chosen) {
        add(FirstPasswordFile.ADMIN, chosen, Optional.empty());
    }

    /** Makes the first account of a store that never had one, under a password that is shown once. */
    public String addFirstShown() {
        Password password = Password.random(random);
        addFirst(password);
        return password.text();
    }

    /** Makes the first account of a store that never had one, under a password that is left in a file. */
    public void addFirstLeft() {
        Password password = Password.random(random);
        // First the file: an account whose password nobody knows would be there for good.
        firstPassword.write(password);
        addFirst(password);
    }
}
