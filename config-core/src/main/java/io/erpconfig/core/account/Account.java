package io.erpconfig.core.account;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/**
 * A local account.
 *
 * @param name         the user, who owns the projects of that name
 * @param passwordHash with its algorithm and parameters, in the PHC string format
 * @param email        for commits, if it has one
 * @param createdAt    cut to whole seconds
 */
public record Account(OwnerId name, String passwordHash, Optional<String> email, Instant createdAt) {

    /** The order of lists. */
    public static final Comparator<Account> BY_NAME = Comparator.comparing(Account::name);

    public Account {
        requireNonNull(name, "name");
        requireNonNull(passwordHash, "passwordHash");
        requireNonNull(email, "email");
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
    }

    public Account withPasswordHash(String hash) {
        return new Account(name, hash, email, createdAt);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "Account[" + name + "]";
    }
}
