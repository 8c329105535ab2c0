package io.erpconfig.cetec.customer;

import java.util.Collection;
import java.util.Map;

/** The backup databases of a database server. Thread-safe. */
public interface BackupDatabases extends AutoCloseable {

    /**
     * Checks databases by their exact names. Each check stands by itself: a fault of the server is the result of those
     * that it prevented, and never an exception. Ends within the time limits of the implementation.
     *
     * @return a result for each name
     */
    Map<String, DatabaseCheck> check(Collection<String> names);

    /** Tries to connect and to ask, within the time limit of one query. */
    ConnectionTest test();

    @Override
    void close();
}
