package io.erpconfig.app.cache;

import com.github.benmanes.caffeine.cache.Cache;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.migration.MigrationMark;
import io.erpconfig.core.project.ProjectCatalog;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.token.TokenRegistry;
import java.util.Map;

/** A store with what is immutable in it kept in memory: blobs and old snapshots. */
public final class CachingConfigStore implements ConfigStore {

    private final ConfigStore store;
    private final CachingBlobStore blobs;
    private final CachingSnapshotLog snapshots;

    /** @param maxBytes how much memory the caches may take together, in bytes */
    public CachingConfigStore(ConfigStore store, long maxBytes) {
        this(store, maxBytes, false);
    }

    /**
     * @param maxBytes how much memory the caches may take together, in bytes
     * @param counted  whether the caches count their hits and misses
     */
    public CachingConfigStore(ConfigStore store, long maxBytes, boolean counted) {
        this(
                store,
                new CachingSnapshotLog(store.snapshots(), maxBytes / 8, counted),
                new CachingBlobStore(store.blobs(), maxBytes - maxBytes / 8, counted));
    }

    private CachingConfigStore(ConfigStore store, CachingSnapshotLog snapshots, CachingBlobStore blobs) {
        this.store = store;
        this.snapshots = snapshots;
        this.blobs = blobs;
    }

    /** Another view of the same store, with the same caches. */
    public CachingConfigStore over(ConfigStore view) {
        return new CachingConfigStore(view, snapshots.over(view.snapshots()), blobs);
    }

    /** The caches by what is in them, for whoever shows how they do. */
    public Map<String, Cache<?, ?>> caches() {
        return Map.of("blobs", blobs.cache(), "snapshots", snapshots.cache());
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
        return store.projects();
    }

    @Override
    public TokenRegistry tokens() {
        return store.tokens();
    }

    @Override
    public AccountRegistry accounts() {
        return store.accounts();
    }

    @Override
    public SessionRegistry sessions() {
        return store.sessions();
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
