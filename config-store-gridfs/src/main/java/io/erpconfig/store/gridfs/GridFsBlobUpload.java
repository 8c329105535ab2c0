package io.erpconfig.store.gridfs;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;

/**
 * Blobs that nobody can read before {@link #commit}: small ones in memory, as long as they are few, others as chunks of
 * files that have no documents yet. Small ones that have become many are written together, in one round trip. What is given up is deleted at once if the server answers, and swept if it doesn't.
 */
final class GridFsBlobUpload implements BlobUpload {

    /** Number of bytes that are kept in memory. */
    private static final int KEPT = 4 << 20;

    private final GridFsBlobStore store;
    private final Map<BlobId, StagedBlob> staged = new LinkedHashMap<>();
    private int kept;
    private boolean closed;

    GridFsBlobUpload(GridFsBlobStore store) {
        this.store = store;
    }

    @Override
    public BlobId put(InputStream bytes) throws IOException {
        checkOpen();
        byte[] first = bytes.readNBytes(GridFsBlobStore.CHUNK_BYTES);
        return first.length < GridFsBlobStore.CHUNK_BYTES ? keep(first) : write(first, bytes);
    }

    private BlobId keep(byte[] bytes) {
        BlobId id = new BlobId(Sha256.of(bytes));
        if (staged.containsKey(id)) {
            return id;
        }
        if (kept + bytes.length > KEPT) {
            writeKept();
        }
        staged.put(id, new StagedBlob.Kept(bytes));
        kept += bytes.length;
        return id;
    }

    /** Writes the small blobs that are in memory, which makes room for as many others. */
    private void writeKept() {
        Map<ObjectId, byte[]> contents = new LinkedHashMap<>();
        Map<BlobId, StagedBlob> written = new LinkedHashMap<>();
        staged.forEach((id, blob) -> {
            if (blob instanceof StagedBlob.Kept small && small.length() > 0) {
                ObjectId file = store.newId();
                contents.put(file, small.bytes());
                written.put(id, new StagedBlob.Written(file, small.length()));
            }
        });
        boolean done = false;
        try {
            store.writeSmall(contents);
            done = true;
        } finally {
            if (!done) {
                discard(List.copyOf(contents.keySet()));
            }
        }
        staged.putAll(written);
        kept = 0;
    }

    private BlobId write(byte[] first, InputStream rest) throws IOException {
        MessageDigest sha256 = Sha256.newDigest();
        ObjectId file = store.newId();
        boolean taken = false;
        try {
            long length = 0;
            int number = 0;
            byte[] chunk = first;
            while (chunk.length > 0) {
                sha256.update(chunk);
                store.writeChunk(file, number++, chunk);
                length += chunk.length;
                chunk = chunk.length < GridFsBlobStore.CHUNK_BYTES
                        ? new byte[0]
                        : rest.readNBytes(GridFsBlobStore.CHUNK_BYTES);
            }
            BlobId id = new BlobId(Sha256.ofDigest(sha256.digest()));
            taken = staged.putIfAbsent(id, new StagedBlob.Written(file, length)) == null;
            return id;
        } finally {
            if (!taken) {
                discard(List.of(file));
            }
        }
    }

    @Override
    public void commit() {
        checkOpen();
        if (staged.isEmpty()) {
            return;
        }
        boolean done = false;
        try {
            discard(store.commit(staged));
            done = true;
        } finally {
            // What failed half-way may have its file by now: its chunks are left to the sweep, which sees.
            staged.clear();
            kept = 0;
            closed = !done;
        }
    }

    /**
     * {@link #commit} of this upload and of others in one step. If it fails, any of them may be committed, and each can only
     * be closed.
     */
    void commitWith(List<GridFsBlobUpload> others) {
        for (GridFsBlobUpload other : others) {
            other.checkOpen();
            other.staged.forEach((id, blob) -> {
                if (staged.putIfAbsent(id, blob) != null) {
                    discardWritten(List.of(blob));
                }
            });
            other.staged.clear();
            other.kept = 0;
        }
        commit();
    }

    @Override
    public void close() {
        closed = true;
        discardWritten(List.copyOf(staged.values()));
        staged.clear();
    }

    private void discardWritten(List<StagedBlob> blobs) {
        discard(blobs.stream()
                .filter(StagedBlob.Written.class::isInstance)
                .map(blob -> ((StagedBlob.Written) blob).file())
                .toList());
    }

    private void discard(List<ObjectId> files) {
        try {
            store.deleteChunks(files);
        } catch (ConfigStoreException e) {
            // Nobody can see them, and the sweep finds them: no reason to fail what has been done, or to hide why not.
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the upload is closed, or its commit has failed");
        }
    }
}
