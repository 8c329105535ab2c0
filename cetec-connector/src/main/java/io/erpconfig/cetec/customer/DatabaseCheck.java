package io.erpconfig.cetec.customer;

import java.time.Instant;
import java.util.Optional;

/** What a database server says of one backup database. */
public sealed interface DatabaseCheck {

    /**
     * The database is there, with a {@code usage_stats} table.
     *
     * @param lastPulled the newest change known of that table
     */
    record Present(Optional<Instant> lastPulled) implements DatabaseCheck {}

    /** There is no such database, or none with that table that the server's user may see. */
    record Absent() implements DatabaseCheck {}

    /** The server could not be asked. */
    record Failed() implements DatabaseCheck {}

    /** The server did not answer within the time limit. */
    record TimedOut() implements DatabaseCheck {}
}
