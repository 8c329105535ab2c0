package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A file that grows by whole lines. A line counts when it is durable; lines that come at the same time share a sync. What a
 * crash or a failed write left behind the last line that counts is never read, and is cut off before the next line.
 */
final class AuditFile {

    private final Disk disk;
    private final GrowingFile file;
    private final Lock opening = new ReentrantLock();

    /** Held, shared, by those whose lines go by the journal, and alone by who writes without it. */
    private final ReadWriteLock ways = new ReentrantReadWriteLock();

    AuditFile(Disk disk, Path file) {
        this.disk = disk;
        this.file = disk.growing(file);
    }

    /** For reading; also of a file that isn't there yet, but then there is nothing to read up to {@link #end}. */
    Path path() {
        return file.path();
    }

    /** Held from before {@link #tail} until what it gave is written. Of several files they are taken in the files' order. */
    Lock sharing() {
        return ways.readLock();
    }

    /** Lines for the end of the file, each with a line feed, to be written to the journal. With {@link #sharing} held. */
    JournalTail tail(byte[] lines) throws IOException {
        requireWhole();
        return new JournalTail(file, lines);
    }

    /** Appends lines, each of which ends with a line feed; they count when this returns. */
    void append(byte[] lines) {
        boolean small = lines.length <= Journal.WORTHWHILE;
        Lock way = small ? ways.readLock() : ways.writeLock();
        disk.changing("append to", path(), () -> {
            way.lock();
            try {
                if (small) {
                    disk.journal().write(List.of(), List.of(tail(lines)), () -> {});
                } else {
                    write(lines);
                }
                return true;
            } finally {
                way.unlock();
            }
        });
    }

    /** The way without the journal, for what is too long for it. Nothing else is on its way to the file. */
    private void write(byte[] lines) throws IOException {
        // Nothing that it names is taken back behind these lines.
        disk.journal().settle(path());
        requireWhole();
        long from = end();
        PlainFiles.makeFolders(path().getParent().getParent(), path().getParent());
        try (FileChannel channel = PlainFiles.openToWrite(path())) {
            channel.truncate(from);
            channel.position(from);
            PlainFiles.writeFully(channel, ByteBuffer.wrap(lines));
            channel.force(true);
            PlainFiles.syncFolder(path().getParent());
            file.begin(from + lines.length);
        }
    }

    private void requireWhole() throws IOException {
        long from = end();
        long size = Files.exists(path()) ? Files.size(path()) : 0;
        if (size < from) {
            throw disk.damaged(path(), "it has become shorter");
        }
    }

    /** Up to where the file is to be read: the end of its last line that counts. */
    long end() {
        if (file.end() < 0) {
            opening.lock();
            try {
                if (file.end() < 0) {
                    file.begin(lastLineEnd());
                }
            } finally {
                opening.unlock();
            }
        }
        return file.end();
    }

    private long lastLineEnd() {
        try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.READ)) {
            // An earlier process may have died before it had synced them.
            channel.force(true);
            PlainFiles.syncFolder(path().getParent());
            return LinesBackwards.lastLineEnd(channel);
        } catch (NoSuchFileException e) {
            disk.requireAbsent(path());
            return 0;
        } catch (IOException e) {
            throw disk.failed("read", path(), e);
        }
    }
}
