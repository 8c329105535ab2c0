package io.erpconfig.store.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.spi.StorePorts;
import java.util.Map;

/** Keeps what is immutable in a store in memory: blobs and old snapshots. */
public final class StoreCaches {

    private final Cache<BlobId, byte[]> blobs;
    private final Cache<CachingSnapshotLog.Key, Snapshot> snapshots;

    /** @param maxBytes how much memory the caches may take together, in bytes */
    public StoreCaches(long maxBytes) {
        this(maxBytes, false);
    }

    /**
     * @param maxBytes how much memory the caches may take together, in bytes
     * @param counted  whether the caches count their hits and misses
     */
    public StoreCaches(long maxBytes, boolean counted) {
        this.snapshots = cache(counted, CachingSnapshotLog.caching(maxBytes / 8));
        this.blobs = cache(counted, CachingBlobStore.caching(maxBytes - maxBytes / 8));
    }

    private static <K, V> Cache<K, V> cache(boolean counted, Caffeine<K, V> caching) {
        return counted ? caching.recordStats().build() : caching.build();
    }

    /** The ports with these caches in front of them; those of the same store, or of other views of it. */
    public StorePorts over(StorePorts ports) {
        return ports.withBlobs(new CachingBlobStore(ports.blobs(), blobs))
                .withSnapshots(new CachingSnapshotLog(ports.snapshots(), snapshots))
                .withCommits(new CachingCommits(ports.commits(), snapshots));
    }

    /** The caches by what is in them, for those who show how they do. */
    public Map<String, Cache<?, ?>> byContent() {
        return Map.of("blobs", blobs, "snapshots", snapshots);
    }
}
