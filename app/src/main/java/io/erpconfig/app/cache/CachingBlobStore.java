package io.erpconfig.app.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps blobs that are read as a whole, folders and small files, in memory. A blob never changes, so one that is kept is
 * right for ever; a sweep empties the cache all the same, so that what was freed is gone here too. Streams pass by.
 * Blobs that were stored from memory, the folders of a save, are kept from their commit on: they are the next to be read.
 */
final class CachingBlobStore implements BlobStore {

    /** What an entry costs beside its bytes: key, node and array header, in bytes. */
    private static final int OVERHEAD = 200;

    private final BlobStore blobs;
    private final Cache<BlobId, byte[]> cache;

    /**
     * @param maxBytes how much memory the cache may take, in bytes
     * @param counted  whether it counts its hits and misses
     */
    CachingBlobStore(BlobStore blobs, long maxBytes, boolean counted) {
        this.blobs = blobs;
        Caffeine<BlobId, byte[]> building = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((BlobId id, byte[] bytes) -> bytes.length + OVERHEAD)
                .executor(Runnable::run);
        this.cache = counted ? building.recordStats().build() : building.build();
    }

    Cache<BlobId, byte[]> cache() {
        return cache;
    }

    @Override
    public BlobUpload begin() {
        return new CachingBlobUpload(blobs.begin(), cache);
    }

    @Override
    public boolean contains(BlobId id) {
        return blobs.contains(id);
    }

    @Override
    public byte[] read(BlobId id) {
        // Not by a loading get: that would hold up whoever asks for another blob of the same bin during the read.
        byte[] kept = cache.getIfPresent(id);
        if (kept != null) {
            return kept;
        }
        byte[] bytes = blobs.read(id);
        cache.put(id, bytes);
        return bytes;
    }

    @Override
    public InputStream open(BlobId id) {
        return blobs.open(id);
    }

    @Override
    public void forEach(Consumer<BlobId> each) {
        blobs.forEach(each);
    }

    @Override
    public Freed sweep(Predicate<BlobId> keep, Instant before) {
        Freed freed = blobs.sweep(keep, before);
        cache.invalidateAll();
        return freed;
    }
}
