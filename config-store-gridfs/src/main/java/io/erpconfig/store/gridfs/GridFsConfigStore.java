package io.erpconfig.store.gridfs;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.migration.MigrationMark;
import io.erpconfig.core.project.ProjectCatalog;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.token.TokenRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A store in a MongoDB database. Any number of processes have it open at once and see each other's changes with their
 * next call; nothing but what is on its way in or out is kept in memory.
 *
 * <p>It needs of the server neither transactions nor change streams: what decides between writers is always a unique key,
 * which every server that speaks the protocol has. In a replica set whatever a method has answered is on a majority of
 * its members. If the connection breaks while something is being written, then that is there or not, once; the caller is
 * told {@link io.erpconfig.core.ErrorCode#STORAGE_UNAVAILABLE}.
 *
 * <p>Every call ends within seconds, also if the server does not answer at all.
 */
public final class GridFsConfigStore implements ConfigStore {

    private final Database database;
    private final Clock clock;
    private final GridFsBlobStore blobs;
    private final GridFsSnapshotLog snapshots;
    private final GridFsProjectCatalog projects;
    private final GridFsTokenRegistry tokens;
    private final GridFsAccountRegistry accounts;
    private final GridFsSessionRegistry sessions;
    private final GridFsAuditLog audit;
    private final GridFsMigrationMark migration;

    private GridFsConfigStore(Database database, ProjectIds ids, Clock clock, Executor executor) {
        this.database = database;
        this.clock = clock;
        this.blobs = new GridFsBlobStore(database, clock);
        this.snapshots = new GridFsSnapshotLog(database, clock);
        this.projects = new GridFsProjectCatalog(database, ids, snapshots);
        CompareAndReplace versions = new CompareAndReplace(database, clock);
        this.tokens = new GridFsTokenRegistry(database, versions, executor);
        this.accounts = new GridFsAccountRegistry(database, versions);
        this.sessions = new GridFsSessionRegistry(database, executor);
        this.audit = new GridFsAuditLog(database);
        this.migration = new GridFsMigrationMark(database);
    }

    /**
     * Opens the store in a database. One that is empty becomes a store.
     *
     * @param clock    dates what is stored; the clocks of all processes must agree within a few seconds
     * @param executor writes when tokens and sessions were used; {@code Runnable::run} will do
     * @throws ConfigStoreException {@link io.erpconfig.core.ErrorCode#STORAGE_UNAVAILABLE} if the server does not answer;
     *     {@link io.erpconfig.core.ErrorCode#STORAGE_FAILED} if the database is something else or of a newer format, or
     *     an index in it is not as it has to be
     */
    public static GridFsConfigStore open(MongoAddress address, Clock clock, Executor executor) {
        return open(address, true, clock, executor).orElseThrow();
    }

    /** {@link #open} of a store that is there: in an empty database nothing is made, and nothing returned. */
    public static Optional<GridFsConfigStore> openExisting(MongoAddress address, Clock clock, Executor executor) {
        return open(address, false, clock, executor);
    }

    private static Optional<GridFsConfigStore> open(
            MongoAddress address, boolean make, Clock clock, Executor executor) {
        requireNonNull(clock, "clock");
        requireNonNull(executor, "executor");
        Database database = Database.connect(address);
        boolean open = false;
        try {
            if (!Schema.prepare(database, make)) {
                return Optional.empty();
            }
            ProjectIds ids = new ProjectIds(database);
            ids.assignMissing();
            open = true;
            return Optional.of(new GridFsConfigStore(database, ids, clock, executor));
        } finally {
            if (!open) {
                database.close();
            }
        }
    }

    @Override
    public BlobStore blobs() {
        return blobs;
    }

    @Override
    public SnapshotLog snapshots() {
        return snapshots;
    }

    @Override
    public ProjectCatalog projects() {
        return projects;
    }

    @Override
    public TokenRegistry tokens() {
        return tokens;
    }

    @Override
    public AccountRegistry accounts() {
        return accounts;
    }

    @Override
    public SessionRegistry sessions() {
        return sessions;
    }

    @Override
    public AuditLog audit() {
        return audit;
    }

    @Override
    public MigrationMark migration() {
        return migration;
    }

    /**
     * A lease that one of the processes that have the store open can hold.
     *
     * @param name what it is for
     * @param term how long it is held without being renewed
     */
    public Lease lease(String name, Duration term) {
        return new Lease(database, name, term, clock);
    }

    @Override
    public void checkReachable() {
        database.checkReachable();
    }

    /** Writes the uses that were noted, if the server answers, and closes the connections. */
    @Override
    public void close() {
        tokens.close();
        sessions.close();
        database.close();
    }
}
