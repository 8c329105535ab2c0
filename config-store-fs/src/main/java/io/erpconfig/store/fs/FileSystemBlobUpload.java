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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Blobs in temporary files, one each, that are nobody's before {@link #commit}. A commit that fails ends the upload. */
final class FileSystemBlobUpload implements BlobUpload {

    private static final int BUFFER = 1 << 16;

    private final FileSystemBlobStore store;
    private final Disk disk;
    private final Map<BlobId, Path> staged = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private boolean closed;

    FileSystemBlobUpload(FileSystemBlobStore store, Disk disk) {
        this.store = store;
        this.disk = disk;
    }

    @Override
    public BlobId put(InputStream bytes) throws IOException {
        checkOpen();
        Path temp = disk.newTemporary();
        boolean kept = false;
        try {
            BlobId id = new BlobId(write(bytes, temp));
            kept = staged.putIfAbsent(id, temp) == null;
            return id;
        } finally {
            if (!kept) {
                disk.discard(temp);
            }
        }
    }

    /** The stream's failures are the caller's, the file's are the storage's. */
    private Sha256 write(InputStream bytes, Path temp) throws IOException {
        MessageDigest sha256 = Sha256.newDigest();
        FileChannel file = disk.changing("write", temp, () -> PlainFiles.openNew(temp));
        try {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                sha256.update(buffer, 0, read);
                ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, read);
                disk.changing("write", temp, () -> {
                    PlainFiles.writeFully(file, chunk);
                    return true;
                });
            }
        } finally {
            disk.close(file, temp);
        }
        return Sha256.ofDigest(sha256.digest());
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
            done = true;
        } finally {
            discardAll();
            closed = !done;
        }
    }

    @Override
    public void commitWith(List<BlobUpload> others) {
        for (BlobUpload other : others) {
            takeOver((FileSystemBlobUpload) other);
        }
        commit();
    }

    private void takeOver(FileSystemBlobUpload other) {
        other.checkOpen();
        other.staged.forEach((id, temp) -> {
            if (staged.putIfAbsent(id, temp) != null) {
                disk.discard(temp);
            }
        });
        other.staged.clear();
    }

    @Override
    public void close() {
        closed = true;
        discardAll();
    }

    private void discardAll() {
        staged.values().forEach(disk::discard);
        staged.clear();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the upload is closed, or its commit has failed");
        }
    }
}
