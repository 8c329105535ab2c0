package io.erpconfig.core.memory;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

final class InMemoryBlobStore implements BlobStore {

    private final Map<BlobId, Stored> blobs = new ConcurrentHashMap<>();
    private final Clock clock;

    InMemoryBlobStore(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
    }

    private record Stored(byte[] bytes, Instant at) {}

    @Override
    public BlobUpload begin() {
        return new Upload();
    }

    @Override
    public boolean contains(BlobId id) {
        return blobs.containsKey(id);
    }

    @Override
    public byte[] read(BlobId id) {
        Stored stored = blobs.get(id);
        if (stored == null) {
            throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, "object " + id + " is missing");
        }
        return stored.bytes;
    }

    @Override
    public InputStream open(BlobId id) {
        return new ByteArrayInputStream(read(id));
    }

    @Override
    public void forEach(Consumer<BlobId> each) {
        blobs.keySet().forEach(each);
    }

    @Override
    public Freed sweep(Predicate<BlobId> keep, Instant before) {
        AtomicLong count = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        for (BlobId id : blobs.keySet()) {
            if (!keep.test(id)) {
                // Looked at and removed in one step, so that a blob stored again meanwhile is spared.
                blobs.computeIfPresent(id, (same, stored) -> {
                    if (!stored.at.isBefore(before)) {
                        return stored;
                    }
                    count.incrementAndGet();
                    bytes.addAndGet(stored.bytes.length);
                    return null;
                });
            }
        }
        return new Freed(count.get(), bytes.get());
    }

    private final class Upload implements BlobUpload {
        private final Map<BlobId, byte[]> staged = new HashMap<>();
        private boolean closed;

        @Override
        public BlobId put(InputStream bytes) throws IOException {
            checkOpen();
            byte[] all = bytes.readAllBytes();
            BlobId id = new BlobId(Sha256.of(all));
            staged.put(id, all);
            return id;
        }

        @Override
        public void commit() {
            checkOpen();
            Instant now = clock.instant();
            staged.forEach((id, bytes) -> blobs.put(id, new Stored(bytes, now)));
            staged.clear();
        }

        @Override
        public void close() {
            closed = true;
            staged.clear();
        }

        private void checkOpen() {
            if (closed) {
                throw new IllegalStateException("the upload is closed");
            }
        }
    }
}
