package io.erpconfig.core.memory;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.migration.MigrationMark;
import io.erpconfig.core.project.ProjectCatalog;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.token.TokenRegistry;
import java.time.Clock;

/**
 * A store that keeps everything in memory and forgets it with the object: for embedders' tests and for trying things
 * out. It keeps every promise of the ports but the one of durability. Closing it does nothing.
 */
public final class InMemoryConfigStore implements ConfigStore {

    private final InMemoryBlobStore blobs;
    private final InMemorySnapshotLog snapshots = new InMemorySnapshotLog();
    private final InMemoryProjectCatalog projects = new InMemoryProjectCatalog(snapshots);
    private final InMemoryTokenRegistry tokens = new InMemoryTokenRegistry();
    private final InMemoryAccountRegistry accounts = new InMemoryAccountRegistry();
    private final InMemorySessionRegistry sessions = new InMemorySessionRegistry();
    private final InMemoryAuditLog audit = new InMemoryAuditLog();
    private final InMemoryMigrationMark migration = new InMemoryMigrationMark();

    /** An empty store on the system's clock. */
    public InMemoryConfigStore() {
        this(Clock.systemUTC());
    }

    /** An empty store that dates its blobs by this clock. */
    public InMemoryConfigStore(Clock clock) {
        blobs = new InMemoryBlobStore(clock);
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

    @Override
    public void checkReachable() {}

    @Override
    public void close() {}
}
