package io.erpconfig.cetec.customer;

import org.jspecify.annotations.Nullable;

/** The state of a customer's backup database, which {@code database_exists} tells (contract, section 10). */
public enum DatabaseState {
    EXISTS(true),
    MISSING(false),
    /** The customer's domain can't name a database. */
    INVALID_DOMAIN(false),
    ITAR_HOSTING("itar_hosting"),
    RESIDENT_HOSTING("resident_hosting"),
    /** ITAR or resident hosting, of which the mapping says nothing. */
    UNAVAILABLE("unavailable"),
    MYSQL_ERROR("mysql_error"),
    BATCH_TIMEOUT("batch_timeout"),
    /** No databases are checked at all. */
    UNKNOWN(null);

    private final @Nullable Object word;

    DatabaseState(@Nullable Object word) {
        this.word = word;
    }

    /** The value of {@code database_exists}: a boolean, a text, or null. */
    public @Nullable Object word() {
        return word;
    }

    static DatabaseState of(DatabaseCheck check) {
        if (check instanceof DatabaseCheck.Present) {
            return EXISTS;
        }
        if (check instanceof DatabaseCheck.Absent) {
            return MISSING;
        }
        return check instanceof DatabaseCheck.TimedOut ? BATCH_TIMEOUT : MYSQL_ERROR;
    }
}
