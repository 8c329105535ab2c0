package io.erpconfig.store.gridfs;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.ReadConcernLevel;
import com.mongodb.ReadPreference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of a database: a MongoDB connection string that names it, such as {@code mongodb://host/erp-config}. It
 * may hold a password, so it is never shown as it is.
 */
public record MongoAddress(String uri) {

    /** Databases that are the server's own; what is in {@code local} is on one member alone. */
    private static final Set<String> SERVERS_OWN = Set.of("admin", "config", "local");

    /** Options on TLS that the driver knows; it passes over the others, which other drivers know. */
    private static final Set<String> TLS_OPTIONS =
            Set.of("tls", "ssl", "tlsinsecure", "tlsallowinvalidhostnames", "sslinvalidhostnameallowed");

    private static final Pattern OPTION = Pattern.compile("[?&;]([^=&;?]+)=");

    /** @throws IllegalArgumentException if it is no such string, or names no database; the message has no password */
    public MongoAddress {
        ConnectionString connection = parse(uri);
        String database = connection.getDatabase();
        if (database == null || database.isEmpty()) {
            throw new IllegalArgumentException("it names no database, as in mongodb://host/erp-config");
        }
        if (connection.getCollection() != null) {
            throw new IllegalArgumentException("the database's name has a dot in it; name another one");
        }
        if (SERVERS_OWN.contains(database.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("database '" + database + "' is the server's own; name another one");
        }
        unknownTlsOption(uri).ifPresent(option -> {
            throw new IllegalArgumentException("there is no option " + option + "; TLS takes its certificates from the"
                    + " stores of Java, as by ERP_CONFIG_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE");
        });
    }

    private static ConnectionString parse(String uri) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException e) {
            // The driver's words may repeat what they are about, and that may be a password.
            throw new IllegalArgumentException("it is no connection string such as mongodb://host/erp-config");
        } catch (MongoException e) {
            throw new IllegalArgumentException("the servers that mongodb+srv:// stands for can't be found in the DNS");
        }
    }

    private static Optional<String> unknownTlsOption(String uri) {
        return OPTION.matcher(uri.substring(Math.max(0, uri.indexOf('?'))))
                .results()
                .map(option -> option.group(1))
                .filter(option -> {
                    String name = option.toLowerCase(Locale.ROOT);
                    return (name.startsWith("tls") || name.startsWith("ssl")) && !TLS_OPTIONS.contains(name);
                })
                .findFirst();
    }

    ConnectionString connection() {
        return new ConnectionString(uri);
    }

    String database() {
        return String.valueOf(connection().getDatabase());
    }

    /**
     * Options of the connection string that are not followed, by their names, since what was acknowledged could be lost or
     * not be read then.
     */
    public List<String> overridden() {
        ConnectionString connection = connection();
        List<String> options = new ArrayList<>();
        if (connection.getWriteConcern() != null) {
            options.add("w, journal or wtimeoutMS");
        }
        if (connection.getReadPreference() != null
                && !connection.getReadPreference().equals(ReadPreference.primary())) {
            options.add("readPreference");
        }
        if (connection.getReadConcern() != null
                && connection.getReadConcern().getLevel() != ReadConcernLevel.MAJORITY) {
            options.add("readConcernLevel");
        }
        if (Boolean.FALSE.equals(connection.getRetryWritesValue())) {
            options.add("retryWrites");
        }
        if (Boolean.FALSE.equals(connection.getRetryReads())) {
            options.add("retryReads");
        }
        return options;
    }

    /** Hosts and database, without who signs in. */
    @Override
    public String toString() {
        ConnectionString connection = connection();
        return (connection.isSrvProtocol() ? "mongodb+srv://" : "mongodb://") + String.join(",", connection.getHosts())
                + "/" + connection.getDatabase();
    }
}
