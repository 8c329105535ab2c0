package io.erpconfig.account;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Makes the first account of a store that never had one (contract, section 5). Where several processes serve the store,
 * another one may have been first: then each of these methods fails with {@link ErrorCode#ALREADY_EXISTS}, and leaves
 * nothing behind.
 */
public final class FirstAccount {

    /** Its name. */
    public static final OwnerId NAME = new OwnerId("admin");

    private final Accounts accounts;
    private final FirstPasswordFile file;
    private final SecureRandom random;

    /** @param file where a password that can't be shown is left */
    public FirstAccount(Accounts accounts, FirstPasswordFile file, SecureRandom random) {
        this.accounts = accounts;
        this.file = file;
        this.random = random;
    }

    /** Makes it under a password that was chosen. */
    public void add(Password chosen) {
        accounts.add(NAME, chosen, Optional.empty());
    }

    /** Makes it under a password that is shown once: this. */
    public String addShown() {
        Password password = Password.random(random);
        add(password);
        return password.text();
    }

    /** Makes it under a password that is left in the file. */
    public void addLeft() {
        Password password = Password.random(random);
        // First the file: an account whose password nobody knows would be there for good.
        file.write(password);
        try {
            add(password);
        } catch (ConfigStoreException e) {
            if (e.code() == ErrorCode.ALREADY_EXISTS) {
                file.withdraw();
            }
            throw e;
        }
    }
}
