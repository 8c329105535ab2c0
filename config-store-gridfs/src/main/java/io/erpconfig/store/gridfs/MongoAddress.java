package io.erpconfig.store.gridfs;

import com.mongodb.ConnectionString;

/**
 * The address of a database: a MongoDB connection string that names it, such as {@code mongodb://host/erp-config}. It
 * may hold a password, so it is never shown as it is.
 */
public record MongoAddress(String uri) {

    /** @throws IllegalArgumentException if it is no such string, or names no database; the message has no password */
    public MongoAddress {
        String database = parse(uri).getDatabase();
        if (database == null || database.isEmpty()) {
            throw new IllegalArgumentException("it names no database, as in mongodb://host/erp-config");
        }
    }

    private static ConnectionString parse(String uri) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException e) {
            // The driver's words may repeat what they are about, and that may be a password.
            throw new IllegalArgumentException("it is no connection string such as mongodb://host/erp-config");
        }
    }

    ConnectionString connection() {
        return new ConnectionString(uri);
    }

    String database() {
        return String.valueOf(connection().getDatabase());
    }

    /** Hosts and database, without who signs in. */
    @Override
    public String toString() {
        ConnectionString connection = connection();
        return (connection.isSrvProtocol() ? "mongodb+srv://" : "mongodb://") + String.join(",", connection.getHosts())
                + "/" + connection.getDatabase();
    }
}
