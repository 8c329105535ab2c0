package io.erpconfig.cetec.customer;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A billed customer.
 *
 * @param columns    values as the ERP has them, in the order in which they were asked for
 * @param hosting    who hosts it
 * @param database   the state of its backup database
 * @param lastPulled the newest change known of the table that backups write
 */
public record Customer(
        Map<String, @Nullable Object> columns, Hosting hosting, DatabaseState database, Optional<Instant> lastPulled) {

    /** The host of a customer. */
    public enum Hosting {
        USUAL,
        RESIDENT,
        ITAR
    }

    public Customer {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        requireNonNull(hosting, "hosting");
        requireNonNull(database, "database");
        requireNonNull(lastPulled, "lastPulled");
    }
}
