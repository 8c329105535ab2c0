package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that grows by whole lines. A line counts when it is durable; lines that come at the same time share a sync. What a
 * crash or a failed write left behind the last line that counts is never read, and is cut off before the next line.
 */
final class AuditFile {

    private final Disk disk;
    private final GrowingFile file;
    private final Optional<AuditFile> before;
    private final Lock opening = new ReentrantLock();

    /** Whether every line has a checksum, as in files that this version began. */
    private volatile boolean checksumsDue = true;

    /** @param before the file that the trail had before this one */
    AuditFile(Disk disk, Path file, Optional<AuditFile> before) {
        this.disk = disk;
        this.file = disk.growing(file);
        this.before = before;
    }

    /** For reading; also of a file that isn't there yet, but then there is nothing to read up to {@link #end}. */
    Path path() {
        return file.path();
    }

    /** Lines for the end of the file, to be written to the journal. */
    JournalTail tail(AuditLines lines) throws IOException {
        requireWhole();
        return new JournalTail(file, lines);
    }

    /** Appends lines without the journal, for what is too long for it. Nothing else is on its way to the file. */
    void write(AuditLines lines) throws IOException {
        // Nothing that it names is taken back behind these lines.
        disk.journal().checkpoint(path());
        requireWhole();
        long from = end();
        long newest = events();
        PlainFiles.makeFolders(path().getParent().getParent(), path().getParent());
        try (FileChannel channel = PlainFiles.openToWrite(path())) {
            channel.truncate(from);
            channel.position(from);
            PlainFiles.writeFully(channel, ByteBuffer.wrap(lines.numbered(newest)));
            channel.force(true);
            PlainFiles.syncFolder(path().getParent());
            file.begin(from + lines.length(), newest + lines.events());
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
        open();
        return file.end();
    }

    /** The number of the trail's newest event up to {@link #end}; later ones may be counted already. */
    long events() {
        open();
        return file.events();
    }

    /** Whether a line without a checksum is damaged: if the first one has any. */
    boolean checksumsDue() {
        open();
        return checksumsDue;
    }

    private void open() {
        if (file.end() < 0) {
            opening.lock();
            try {
                if (file.end() < 0) {
                    long end = lastLineEnd();
                    checksumsDue = end == 0 || firstHasChecksum(end);
                    file.begin(end, newestEvent(end));
                }
            } finally {
                opening.unlock();
            }
        }
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

    private boolean firstHasChecksum(long end) {
        try (LinesForwards lines = new LinesForwards(path(), end, AuditRecords.MAX_LINE)) {
            return lines.next().filter(Checksum::check).isPresent();
        } catch (IllegalArgumentException e) {
            return true;
        } catch (IOException e) {
            throw disk.failed("read", path(), e);
        }
    }

    /** Every line says it, so mostly the last one does; one that can't be read counts as an event, so that none is twice. */
    private long newestEvent(long end) {
        long damaged = 0;
        if (end > 0) {
            try (LinesBackwards lines = new LinesBackwards(path(), end, AuditRecords.MAX_LINE)) {
                for (Optional<OptionalLong> line = next(lines); line.isPresent(); line = next(lines)) {
                    if (line.get().isPresent()) {
                        return line.get().getAsLong() + damaged;
                    }
                    damaged++;
                }
            } catch (IOException e) {
                throw disk.failed("read", path(), e);
            }
        }
        return before.map(AuditFile::events).orElse(0L) + damaged;
    }

    /** What the line before says, if there is one, and if it can be read. */
    private Optional<OptionalLong> next(LinesBackwards lines) throws IOException {
        try {
            return lines.next().map(line -> {
                AuditRecords.requireSound(line, checksumsDue);
                return OptionalLong.of(AuditRecords.number(line));
            });
        } catch (IllegalArgumentException e) {
            return Optional.of(OptionalLong.empty());
        }
    }

    /**
     * The position of the first line of which the number is at least this, or of one behind which there is none; each
     * step halves what may be before it.
     *
     * @param from the position of a line, whose number is lower
     */
    long find(long number, long from) throws IOException {
        try (LineFinder lines = new LineFinder(path(), end())) {
            return lines.firstFrom(from, line -> AuditRecords.number(line) >= number);
        }
    }
}
