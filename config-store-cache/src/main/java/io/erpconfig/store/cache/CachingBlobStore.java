package io.erpconfig.store.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.spi.ForwardingBlobStore;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Keeps blobs that are read as a whole, folders and small files, in memory. A blob never changes, so one that is kept is
 * right for ever; a sweep empties the cache all the same, so that what was freed is gone here too. Streams pass by.
 * Blobs that were stored from memory, the folders of a save, are kept from their commit on: they are the next to be read.
 */
final class CachingBlobStore extends ForwardingBlobStore {

    /** Size of an entry beside its bytes: key, node and array header, in bytes. */
    private static final int OVERHEAD = 200;

    private final Cache<BlobId, byte[]> cache;

    CachingBlobStore(BlobStore blobs, Cache<BlobId, byte[]> cache) {
        super(blobs);
        this.cache = cache;
    }

    /**
     * A cache to be built for it.
     *
     * @param maxBytes how much memory it may take, in bytes
     */
    static Caffeine<BlobId, byte[]> caching(long maxBytes) {
        return Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((BlobId id, byte[] bytes) -> bytes.length + OVERHEAD)
                .executor(Runnable::run);
    }

    @Override
    public BlobUpload begin() {
        return new CachingBlobUpload(super.begin(), cache);
    }

    @Override
    public byte[] read(BlobId id) {
        // Not by a loading get: that would delay readers of other blobs of the same bin during the read.
        byte[] kept = cache.getIfPresent(id);
        if (kept != null) {
            return kept;
        }
        byte[] bytes = super.read(id);
        cache.put(id, bytes);
        return bytes;
    }

    @Override
    public Freed sweep(Predicate<BlobId> keep, Instant before) {
        Freed freed = super.sweep(keep, before);
        cache.invalidateAll();
        return freed;
    }
}
