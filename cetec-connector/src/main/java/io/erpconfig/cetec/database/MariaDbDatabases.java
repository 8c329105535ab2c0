package io.erpconfig.cetec.database;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.erpconfig.cetec.customer.BackupDatabases;
import io.erpconfig.cetec.customer.ConnectionTest;
import io.erpconfig.cetec.customer.ConnectionTest.Status;
import io.erpconfig.cetec.customer.DatabaseCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.MariaDbDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for backup databases on a MariaDB or MySQL server (contract, section 10). Databases are looked for in batches, by one
 * query each, which asks {@code information_schema} for each name on its own: a list of names MariaDB compares without case
 * and accents. Several batches run at a time, on read-only connections of a small pool. Connects with the first check.
 */
public final class MariaDbDatabases implements BackupDatabases {

    /** Number of connections, and of batches at a time. */
    static final int CONNECTIONS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(MariaDbDatabases.class);

    static final Duration CONNECT = Duration.ofSeconds(5);

    private static final Duration IDLE = Duration.ofMinutes(2);

    /** The table that backups write. */
    private static final String TABLE = "usage_stats";

    /** One row at the most, for the one name that it is given. */
    static final String ONE = "SELECT TABLE_SCHEMA, UNIX_TIMESTAMP(UPDATE_TIME) FROM information_schema.TABLES"
            + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = '" + TABLE + "'";

    private static final String VISIBLE = "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN"
            + " ('information_schema', 'mysql', 'performance_schema', 'sys')";

    /**
     * Times are of no zone. MySQL, and no MariaDB, reads what is in the comment: it would tell times that are up to a day old.
     */
    private static final String BEGIN =
            "SET SESSION time_zone = '+00:00' /*!80000 , information_schema_stats_expiry = 0 */";

    private static final String ACCESS_DENIED = "28000";

    /** The error of a query with a name that no database can have. */
    private static final int WRONG_NAME = 1102;

    private final DatabaseSettings settings;
    private final String one;
    private final Duration connect;
    private final ThreadPoolExecutor batches;
    private final ScheduledThreadPoolExecutor limits;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** Guarded by this. */
    private @Nullable HikariDataSource opened;

    private boolean closed;

    public MariaDbDatabases(DatabaseSettings settings) {
        this(settings, ONE, CONNECT);
    }

    /**
     * @param one     the query for one name
     * @param connect time that it may take to connect
     */
    MariaDbDatabases(DatabaseSettings settings, String one, Duration connect) {
        this.settings = requireNonNull(settings, "settings");
        this.one = requireNonNull(one, "one");
        this.connect = requireNonNull(connect, "connect");
        this.batches = new ThreadPoolExecutor(
                CONNECTIONS, CONNECTIONS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemon("cetec-batch"));
        batches.allowCoreThreadTimeOut(true);
        this.limits = new ScheduledThreadPoolExecutor(1, daemon("cetec-limit"));
        limits.setKeepAliveTime(10, TimeUnit.SECONDS);
        limits.allowCoreThreadTimeOut(true);
        limits.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** One call of {@link #check}. */
    private final class Checks {
        private final long end = System.nanoTime() + settings.batchLimit().toNanos();
        private final Map<String, DatabaseCheck> results = new ConcurrentHashMap<>();
        private volatile boolean unreachable;

        /** Checks a batch. After one that had no connection the others don't wait for one again. */
        void batch(List<String> names) {
            if (unreachable) {
                return;
            }
            if (System.nanoTime() - end >= 0) {
                names.forEach(name -> results.put(name, new DatabaseCheck.TimedOut()));
                return;
            }
            try {
                results.putAll(ask(names));
                if (failing.getAndSet(false)) {
                    LOG.info("the database server answers again");
                }
            } catch (SQLTimeoutException e) {
                names.forEach(name -> results.put(name, new DatabaseCheck.TimedOut()));
                failed(e);
            } catch (SQLException e) {
                if (e.getErrorCode() == WRONG_NAME) {
                    withoutWrongNames(names);
                    return;
                }
                unreachable |= e instanceof SQLTransientConnectionException;
                names.forEach(name -> results.put(name, new DatabaseCheck.Failed()));
                failed(e);
            }
        }

        /** Such a name spoils its query, and is not to spoil what is asked with it. */
        private void withoutWrongNames(List<String> names) {
            if (names.size() == 1) {
                results.put(names.get(0), new DatabaseCheck.Absent());
                return;
            }
            batch(names.subList(0, names.size() / 2));
            batch(names.subList(names.size() / 2, names.size()));
        }
    }

    private void failed(SQLException e) {
        // Said once as long as it lasts; each customer's state says it too.
        if (!failing.getAndSet(true)) {
            LOG.warn(
                    "the database server can't be asked: {} (SQLSTATE {}, error {})",
                    reason(e),
                    e.getSQLState(),
                    e.getErrorCode());
        }
    }

    @Override
    public Map<String, DatabaseCheck> check(Collection<String> names) {
        List<String> all = List.copyOf(new LinkedHashSet<>(names));
        Checks checks = new Checks();
        List<Future<?>> parts = new ArrayList<>();
        try {
            for (int from = 0; from < all.size(); from += settings.batch()) {
                List<String> batch = all.subList(from, Math.min(all.size(), from + settings.batch()));
                parts.add(batches.submit(() -> checks.batch(batch)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (RejectedExecutionException e) {
            // Closed: what is not checked has failed.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            parts.forEach(part -> part.cancel(true));
            Thread.currentThread().interrupt();
        }
        Map<String, DatabaseCheck> results = new HashMap<>();
        all.forEach(name -> results.put(name, checks.results.getOrDefault(name, new DatabaseCheck.Failed())));
        return results;
    }

    private Map<String, DatabaseCheck> ask(List<String> names) throws SQLException {
        long begun = System.nanoTime();
        try (Connection connection = pool().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        String.join(" UNION ALL ", Collections.nCopies(names.size(), one)))) {
            for (int i = 0; i < names.size(); i++) {
                query.setString(i + 1, names.get(i));
            }
            long left = settings.batchLimit().toNanos() - (System.nanoTime() - begun);
            Duration limit = settings.queryLimit();
            query.setQueryTimeout((int) Math.max(1, limit.toSeconds()));
            AtomicBoolean late = new AtomicBoolean();
            ScheduledFuture<?> end = limits.schedule(() -> cancel(query, late), left, TimeUnit.NANOSECONDS);
            try (ResultSet found = query.executeQuery()) {
                Map<String, DatabaseCheck> results = read(found, names);
                if (late.get()) {
                    // What was cancelled may still give a row, or none where there is one.
                    throw new SQLTimeoutException("cancelled");
                }
                return results;
            } catch (SQLException e) {
                throw late.get() ? new SQLTimeoutException("cancelled", e) : e;
            } finally {
                end.cancel(false);
                if (late.get()) {
                    // The cancellation may still arrive, and would meet another query of that connection.
                    pool().evictConnection(connection);
                }
            }
        }
    }

    private static void cancel(PreparedStatement query, AtomicBoolean late) {
        late.set(true);
        try {
            query.cancel();
        } catch (SQLException e) {
            LOG.debug("a query can't be cancelled", e);
        }
    }

    private static Map<String, DatabaseCheck> read(ResultSet found, List<String> names) throws SQLException {
        Map<String, DatabaseCheck> results = new HashMap<>();
        names.forEach(name -> results.put(name, new DatabaseCheck.Absent()));
        while (found.next()) {
            // Only what is exactly a name that was looked for, whatever the server takes for the same.
            long changed = found.getLong(2);
            Optional<Instant> at = found.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(changed));
            results.computeIfPresent(found.getString(1), (name, absent) -> new DatabaseCheck.Present(at));
        }
        return results;
    }

    @Override
    public ConnectionTest test() {
        try (Connection connection = pool().getConnection();
                PreparedStatement query = connection.prepareStatement(VISIBLE)) {
            query.setQueryTimeout((int) Math.max(1, settings.queryLimit().toSeconds()));
            try (ResultSet found = query.executeQuery()) {
                found.next();
                return new ConnectionTest(
                        Status.SUCCESS,
                        "connected; " + found.getLong(1)
                                + " databases are visible. One that is missing is not there, or"
                                + " its user has no rights on it: check the grants",
                        settings.place().method());
            }
        } catch (SQLException e) {
            return new ConnectionTest(Status.ERROR, reason(e), settings.place().method());
        }
    }

    /** What to do, for people. Without the message, which has host, user and driver in it. */
    private static String reason(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof SQLException sql && ACCESS_DENIED.equals(sql.getSQLState())) {
                return "the database server refuses the user or the password";
            }
            if (text.contains("SSL") || text.contains("TLS") || text.contains("certificate")) {
                return "no encrypted connection to the database server: it offers none, or shows a certificate that is not"
                        + " trusted; see --mysql-tls and --mysql-ca";
            }
        }
        return e instanceof SQLTimeoutException
                ? "the database server did not answer in time"
                : "the database server can't be reached, or closed the connection";
    }

    private synchronized HikariDataSource pool() throws SQLException {
        if (closed) {
            throw new SQLTransientConnectionException("closed");
        }
        if (opened == null) {
            opened = open();
        }
        return opened;
    }

    private HikariDataSource open() throws SQLException {
        MariaDbDataSource server = new MariaDbDataSource(url());
        server.setUser(settings.user());
        server.setPassword(settings.password());
        HikariConfig config = new HikariConfig();
        config.setPoolName("backup-databases");
        config.setDataSource(server);
        config.setReadOnly(true);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE.toMillis());
        config.setConnectionTimeout(connect.toMillis());
        config.setValidationTimeout(connect.toMillis() / 2);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(BEGIN);
        return new HikariDataSource(config);
    }

    private String url() {
        String address = "//localhost/";
        String socket = "";
        if (settings.place() instanceof ServerPlace.Tcp tcp) {
            address = "//" + tcp.host() + ":" + tcp.port() + "/";
        } else if (settings.place() instanceof ServerPlace.Socket unix) {
            socket = "&localSocket=" + unix.file();
        }
        String tls = switch (settings.tls()) {
            case VERIFY -> "verify-full";
            case TRUST -> "trust";
            case OFF -> "disable";
        };
        // The limit of silence is that of a query and some time more: the server ends what takes too long by itself.
        long silence = settings.queryLimit().plus(connect).toMillis();
        return "jdbc:mariadb:" + address + "?sslMode=" + tls + "&connectTimeout=" + connect.toMillis()
                + "&socketTimeout="
                + silence + "&tcpKeepAlive=true&allowLocalInfile=false" + socket
                + settings.authorities().map(file -> "&serverSslCert=" + file).orElse("");
    }

    @Override
    public void close() {
        batches.shutdownNow();
        limits.shutdownNow();
        HikariDataSource pool;
        synchronized (this) {
            closed = true;
            pool = opened;
            opened = null;
        }
        if (pool != null) {
            pool.close();
        }
    }
}
