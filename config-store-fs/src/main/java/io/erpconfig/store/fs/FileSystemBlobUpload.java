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
import org.jspecify.annotations.Nullable;

/**
 * Blobs that are nobody's before {@link #commit}: small ones in memory, and in one temporary file when they become many;
 * others in a temporary file each. A commit that fails ends the upload.
 */
final class FileSystemBlobUpload implements BlobUpload {

    private static final int BUFFER = 1 << 16;

    private final FileSystemBlobStore store;
    private final Disk disk;
    private final Map<BlobId, StagedBlob> staged = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private int inMemory;

    /** Null as long as all small blobs are in memory. */
    private @Nullable SharedFile shared;

    private boolean closed;

    FileSystemBlobUpload(FileSystemBlobStore store, Disk disk) {
        this.store = store;
        this.disk = disk;
    }

    /** A temporary file of small blobs, one behind the other. */
    private record SharedFile(Path file, FileChannel channel) {}

    @Override
    public BlobId put(InputStream bytes) throws IOException {
        checkOpen();
        int first = bytes.readNBytes(buffer, 0, BUFFER);
        return first < BUFFER ? putSmall(Arrays.copyOf(buffer, first)) : putInFile(bytes);
    }

    private BlobId putSmall(byte[] bytes) {
        BlobId id = new BlobId(Sha256.of(bytes));
        if (!staged.containsKey(id)) {
            if (inMemory + bytes.length <= Journal.WORTHWHILE) {
                inMemory += bytes.length;
                staged.put(id, new StagedBlob.InMemory(bytes));
            } else {
                staged.put(id, disk.changing("write", disk.temporaries(), () -> share(bytes)));
            }
        }
        return id;
    }

    private StagedBlob share(byte[] bytes) throws IOException {
        SharedFile file = shared;
        if (file == null) {
            Path made = disk.newTemporary();
            file = new SharedFile(made, PlainFiles.openNewToReadAndWrite(made));
            shared = file;
        }
        long from = file.channel.size();
        PlainFiles.writeFully(file.channel, from, ByteBuffer.wrap(bytes));
        return new StagedBlob.InSharedFile(file.channel, from, bytes.length);
    }

    private BlobId putInFile(InputStream rest) throws IOException {
        Path temp = disk.newTemporary();
        boolean taken = false;
        try {
            MessageDigest sha256 = Sha256.newDigest();
            long size = write(BUFFER, rest, temp, sha256);
            BlobId id = new BlobId(Sha256.ofDigest(sha256.digest()));
            taken = staged.putIfAbsent(id, new StagedBlob.InFile(temp, size)) == null;
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
        discardAll();
        inMemory = 0;
    }

    private void endShared() {
        SharedFile file = shared;
        shared = null;
        if (file != null) {
            try {
                file.channel.close();
            } catch (IOException e) {
                // What was in it is stored, or is given up.
            }
            disk.discard(file.file);
        }
    }

    @Override
    public void close() {
        closed = true;
        discardAll();
    }

    private void discardAll() {
        staged.values().forEach(blob -> discard(blob, disk));
        staged.clear();
        endShared();
    }

    /** Gives up a blob's temporary file, if it has one of its own. */
    static void discard(StagedBlob blob, Disk disk) {
        if (blob instanceof StagedBlob.InFile file) {
            disk.discard(file.temp());
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the upload is closed, or its commit has failed");
        }
    }
}
