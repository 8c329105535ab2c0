package io.erpconfig.store.fs;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Blobs in temporary files, one each, that are nobody's before {@link #commit}. A commit that fails ends the upload. */
final class FileSystemBlobUpload implements BlobUpload {

    private static final int BUFFER = 1 << 16;

    private final FileSystemBlobStore store;
    private final Disk disk;
    private final Map<BlobId, StagedBlob> staged = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private int kept;
    private boolean closed;

    FileSystemBlobUpload(FileSystemBlobStore store, Disk disk) {
        this.store = store;
        this.disk = disk;
    }

    @Override
    public BlobId put(InputStream bytes) throws IOException {
        checkOpen();
        Path temp = disk.newTemporary();
        boolean taken = false;
        try {
            int first = bytes.readNBytes(buffer, 0, BUFFER);
            byte[] start = Arrays.copyOf(buffer, first);
            MessageDigest sha256 = Sha256.newDigest();
            long size = write(first, bytes, temp, sha256);
            boolean keep = size == first && kept + first <= Journal.WORTHWHILE;
            BlobId id = new BlobId(Sha256.ofDigest(sha256.digest()));
            StagedBlob blob = new StagedBlob(temp, size, keep ? Optional.of(start) : Optional.empty());
            taken = staged.putIfAbsent(id, blob) == null;
            kept += taken && keep ? first : 0;
            return id;
        } finally {
            if (!taken) {
                disk.discard(temp);
            }
        }
    }

    /** Writes what is in the buffer and the rest. The stream's failures are the caller's, the file's the storage's. */
    private long write(int first, InputStream rest, Path temp, MessageDigest sha256) throws IOException {
        long size = 0;
        FileChannel file = disk.changing("write", temp, () -> PlainFiles.openNew(temp));
        try {
            for (int read = first; read > 0; read = rest.readNBytes(buffer, 0, BUFFER)) {
                sha256.update(buffer, 0, read);
                ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, read);
                disk.changing("write", temp, () -> {
                    PlainFiles.writeFully(file, chunk);
                    return true;
                });
                size += read;
            }
        } finally {
            disk.close(file, temp);
        }
        return size;
    }

    @Override
    public void commit() {
        checkOpen();
        if (staged.isEmpty()) {
            return;
        }
        boolean done = false;
        try {
            store.commit(staged);
            committed();
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** What is on its way, by id; it stays so until it is {@link #committed}. */
    Map<BlobId, StagedBlob> staged() {
        checkOpen();
        return staged;
    }

    /** All that was on its way is a blob now. */
    void committed() {
        staged.clear();
        kept = 0;
    }

    @Override
    public void close() {
        closed = true;
        discardAll();
    }

    private void discardAll() {
        staged.values().forEach(blob -> disk.discard(blob.temp()));
        staged.clear();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the upload is closed, or its commit has failed");
        }
    }
}
