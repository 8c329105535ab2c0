package io.erpconfig.core.spi;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Passes every call on to another store of blobs: for decorators, which override what they change. */
public abstract class ForwardingBlobStore implements BlobStore {

    private final BlobStore blobs;

    protected ForwardingBlobStore(BlobStore blobs) {
        this.blobs = requireNonNull(blobs, "blobs");
    }

    @Override
    public BlobUpload begin() {
        return blobs.begin();
    }

    @Override
    public boolean contains(BlobId id) {
        return blobs.contains(id);
    }

    @Override
    public byte[] read(BlobId id) {
        return blobs.read(id);
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
        return blobs.sweep(keep, before);
    }
}
