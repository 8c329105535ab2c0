package io.erpconfig.app.cache;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.migration.MigrationMark;
import io.erpconfig.core.project.ProjectCatalog;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.token.TokenRegistry;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * A store that other processes change too, with what requests ask for again and again kept in memory for a moment: see
 * {@link RefreshingCache} for how long. {@link #upToDate()} is the same store for whoever is about to change something: what
 * he reads is read from the storage, and is news for those who read from memory.
 */
public final class SharedConfigStore implements ConfigStore {

    private final ConfigStore store;
    private final BlockingGuard blocking;
    private final SharedSnapshotLog snapshots;
    private final SharedProjectCatalog projects;
    private final SharedTokenRegistry tokens;
    private final SharedAccountRegistry accounts;
    private final SharedSessionRegistry sessions;

    private SharedConfigStore(
            ConfigStore store,
            BlockingGuard blocking,
            SharedSnapshotLog snapshots,
            SharedProjectCatalog projects,
            SharedTokenRegistry tokens,
            SharedAccountRegistry accounts,
            SharedSessionRegistry sessions) {
        this.store = store;
        this.blocking = blocking;
        this.snapshots = snapshots;
        this.projects = projects;
        this.tokens = tokens;
        this.accounts = accounts;
        this.sessions = sessions;
    }

    /** @param executor reads again what is in use */
    public static SharedConfigStore over(ConfigStore store, Executor executor) {
        return over(store, executor, System::nanoTime);
    }

    /** @param nanoTime by which what is kept gets old */
    static SharedConfigStore over(ConfigStore store, Executor executor, LongSupplier nanoTime) {
        BlockingGuard blocking = new BlockingGuard();
        return new SharedConfigStore(
                store,
                blocking,
                new SharedSnapshotLog(store.snapshots(), executor, nanoTime, blocking),
                new SharedProjectCatalog(store.projects(), executor, nanoTime, blocking),
                new SharedTokenRegistry(store.tokens(), new RefreshingCache<>(executor, nanoTime, blocking), blocking),
                new SharedAccountRegistry(store.accounts(), new RefreshingCache<>(executor, nanoTime, blocking)),
                new SharedSessionRegistry(store.sessions(), new RefreshingCache<>(executor, nanoTime, blocking)));
    }

    /** The same store, and the same memory, for whoever is about to change something. */
    public ConfigStore upToDate() {
        return new SharedConfigStore(
                store,
                blocking,
                snapshots.upToDate(),
                projects.upToDate(),
                tokens.upToDate(),
                accounts.upToDate(),
                sessions);
    }

    /** Forbids a thread to wait for the storage. */
    public BlockingGuard blocking() {
        return blocking;
    }

    @Override
    public BlobStore blobs() {
        return store.blobs();
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
        return store.audit();
    }

    @Override
    public MigrationMark migration() {
        return store.migration();
    }

    @Override
    public void checkReachable() {
        store.checkReachable();
    }

    @Override
    public void close() {
        store.close();
    }
}
