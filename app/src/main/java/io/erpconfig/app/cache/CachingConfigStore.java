package io.erpconfig.app.cache;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.project.ProjectCatalog;
import io.erpconfig.core.token.TokenRegistry;

/** A store with what is immutable in it kept in memory: blobs and old snapshots. */
public final class CachingConfigStore implements ConfigStore {

    private final ConfigStore store;
    private final BlobStore blobs;
    private final SnapshotLog snapshots;

    /** @param maxBytes how much memory the caches may take together, in bytes */
    public CachingConfigStore(ConfigStore store, long maxBytes) {
        this.store = store;
        this.snapshots = new CachingSnapshotLog(store.snapshots(), maxBytes / 8);
        this.blobs = new CachingBlobStore(store.blobs(), maxBytes - maxBytes / 8);
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
    public void checkReachable() {
        store.checkReachable();
    }

    @Override
    public void close() {
        store.close();
    }
}
