package io.erpconfig.store.gridfs;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.change.ChangeListener;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.spi.Storage;
import io.erpconfig.core.spi.StorePorts;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A store in a MongoDB database, and what the processes that have it open share beside it. Any number of them have it
 * open at once and see each other's changes with their next call; nothing but what is on its way in or out is kept in
 * memory.
 *
 * <p>It needs of the server neither transactions nor change streams: what decides between writers is always a unique
 * key, which every server that speaks the protocol has. Change streams are used where there are some, to tell listeners. In a replica set whatever a method has answered is on a
 * majority of its members. If the connection breaks while something is being written, then that is there or not, once;
 * the caller is told {@link ErrorCode#STORAGE_UNAVAILABLE}.
 *
 * <p>Every call ends within seconds, also if the server does not answer at all.
 */
public final class GridFsStore {

    private final Database database;
    private final Clock clock;
    private final ConfigStore store;

    private GridFsStore(Database database, ProjectIds ids, Clock clock, Executor executor) {
        this.database = database;
        this.clock = clock;
        this.store = new ConfigStore(ports(database, ids, clock, executor));
    }

    /**
     * Opens the store in a database. One that is empty becomes a store.
     *
     * @param clock    dates what is stored; the clocks of all processes must agree within a few seconds
     * @param executor writes when tokens and sessions were used; {@code Runnable::run} will do
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if the server does not answer; {@link
     *     ErrorCode#STORAGE_FAILED} if the database is something else or of a newer format, or an index in it is not as
     *     it has to be
     */
    public static GridFsStore open(MongoAddress address, Clock clock, Executor executor) {
        return open(address, true, clock, executor).orElseThrow();
    }

    /** {@link #open} of a store that is there: in an empty database nothing is made, and nothing returned. */
    public static Optional<GridFsStore> openExisting(MongoAddress address, Clock clock, Executor executor) {
        return open(address, false, clock, executor);
    }

    private static Optional<GridFsStore> open(MongoAddress address, boolean make, Clock clock, Executor executor) {
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
            GridFsStore store = new GridFsStore(database, ids, clock, executor);
            open = true;
            return Optional.of(store);
        } finally {
            if (!open) {
                database.close();
            }
        }
    }

    private static StorePorts ports(Database database, ProjectIds ids, Clock clock, Executor executor) {
        GridFsAuditLog audit = new GridFsAuditLog(database, executor);
        GridFsSnapshotLog snapshots = new GridFsSnapshotLog(database, clock, audit.outbox());
        CompareAndReplace versions = new CompareAndReplace(database, clock);
        GridFsTokenRegistry tokens = new GridFsTokenRegistry(database, versions, audit.outbox(), executor);
        GridFsSessionRegistry sessions = new GridFsSessionRegistry(database, executor);
        ChangeFeed changes = new ChangeFeed(database);
        Storage storage = new Storage() {
            @Override
            public void follow(ChangeListener listener) {
                changes.add(listener);
            }

            @Override
            public void checkReachable() {
                database.checkReachable();
            }

            @Override
            public void close() {
                // The uses that were noted are written, if the server answers.
                try (database;
                        changes) {
                    tokens.close();
                    sessions.close();
                }
            }
        };
        GridFsBlobStore blobs = new GridFsBlobStore(database, clock);
        return new StorePorts(
                blobs,
                snapshots,
                new GridFsCommits(snapshots, audit.outbox(), blobs),
                new GridFsProjectCatalog(database, ids, snapshots, audit.outbox()),
                tokens,
                new GridFsAccountRegistry(database, versions),
                sessions,
                audit,
                audit,
                new GridFsMigrationMark(database),
                storage);
    }

    /** The store. Closing it closes the connections, those of the leases too. */
    public ConfigStore store() {
        return store;
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
}
