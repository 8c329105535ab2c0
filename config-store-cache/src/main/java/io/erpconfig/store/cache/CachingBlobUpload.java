package io.erpconfig.store.cache;

import com.github.benmanes.caffeine.cache.Cache;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** An upload whose blobs from memory are in the cache once they are durable. */
final class CachingBlobUpload implements BlobUpload {

    private final BlobUpload upload;
    private final Cache<BlobId, byte[]> cache;
    private final Map<BlobId, byte[]> fresh = new HashMap<>();

    CachingBlobUpload(BlobUpload upload, Cache<BlobId, byte[]> cache) {
        this.upload = upload;
        this.cache = cache;
    }

    @Override
    public BlobId put(InputStream bytes) throws IOException {
        return upload.put(bytes);
    }

    @Override
    public BlobId put(byte[] bytes) {
        BlobId id = upload.put(bytes);
        fresh.put(id, bytes);
        return id;
    }

    @Override
    public void commit() {
        upload.commit();
        keep();
    }

    /** The upload that this one stands before. */
    BlobUpload upload() {
        return upload;
    }

    /** Keeps what is durable now. */
    void keep() {
        cache.putAll(fresh);
        fresh.clear();
    }

    @Override
    public void close() {
        upload.close();
    }
}
