package io.erpconfig.core.memory;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.spi.Storage;
import io.erpconfig.core.spi.StorePorts;
import java.time.Clock;

/**
 * Stores that keep everything in memory and forget it with the object: for embedders' tests and for trying things out.
 * They keep every promise of {@link ConfigStore} but the one of durability. Closing one does nothing.
 */
public final class InMemoryStore {

    private static final Storage MEMORY = new Storage() {
        @Override
        public void checkReachable() {}

        @Override
        public void close() {}
    };

    private InMemoryStore() {}

    /** Makes an empty store on the system's clock. */
    public static ConfigStore create() {
        return create(Clock.systemUTC());
    }

    /** Makes an empty store that dates its blobs by this clock. */
    public static ConfigStore create(Clock clock) {
        InMemorySnapshotLog snapshots = new InMemorySnapshotLog();
        InMemoryAuditLog audit = new InMemoryAuditLog();
        return new ConfigStore(new StorePorts(
                new InMemoryBlobStore(clock),
                snapshots,
                new InMemoryCommits(snapshots, audit),
                new InMemoryProjectCatalog(snapshots, audit),
                new InMemoryTokenRegistry(audit),
                new InMemoryAccountRegistry(),
                new InMemorySessionRegistry(),
                audit,
                audit,
                new InMemoryMigrationMark(),
                MEMORY));
    }
}
