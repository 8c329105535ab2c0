package io.erpconfig.store.fs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows by whole lines. A line counts when it is synced; lines that wait together share a sync. What a crash
 * or a failed write left behind the last line that counts is never read, and is cut off before the next line.
 *
 * <p>Here alone it is decided how a line becomes durable.
 */
final class AuditFile {

    private final Disk disk;
    private final Path file;
    private final Lock appending = new ReentrantLock();

    /** Lines that wait for the thread that is writing; guarded by itself. */
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    /** Where the last line that counts ends; not known before anyone has asked. */
    private volatile long end = -1;

    /** Whether the file's name is known to be synced; asked where the journal does not see to it. */
    private boolean named;

    AuditFile(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /** For reading; also of a file that isn't there yet, but then there is nothing to read up to {@link #end}. */
    Path path() {
        return file;
    }

    private static final class Waiting {
        private final byte[] line;
        private volatile boolean done;
        private @Nullable Throwable failure;

        Waiting(byte[] line) {
            this.line = line;
        }

        void throwFailure() {
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            } else if (failure instanceof Error error) {
                throw error;
            }
        }
    }

    /** Appends lines, each of which ends with a line feed; they count when this returns. */
    void append(byte[] line) {
        Waiting own = new Waiting(line);
        synchronized (waiting) {
            waiting.add(own);
        }
        appending.lock();
        try {
            while (!own.done) {
                appendWaiting();
            }
        } finally {
            appending.unlock();
        }
        own.throwFailure();
    }

    private void appendWaiting() {
        List<Waiting> lines = takeWaiting();
        Throwable failure = null;
        try {
            end = append(lines, end());
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (Waiting each : lines) {
            each.failure = failure;
            each.done = true;
        }
    }

    /** As many as go well into one frame of the journal; more if it is only one. */
    private List<Waiting> takeWaiting() {
        List<Waiting> lines = new ArrayList<>();
        synchronized (waiting) {
            int size = 0;
            do {
                Waiting line = waiting.remove();
                lines.add(line);
                size += line.line.length;
            } while (!waiting.isEmpty() && size + waiting.element().line.length <= Journal.WORTHWHILE);
        }
        return lines;
    }

    /** Returns the new end. */
    private long append(List<Waiting> lines, long from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.forEach(each -> bytes.writeBytes(each.line));
        if (bytes.size() <= Journal.WORTHWHILE) {
            disk.append(file, from, bytes.toByteArray());
        } else {
            disk.changing("append to", file, () -> write(bytes.toByteArray(), from));
        }
        return from + bytes.size();
    }

    /** The way without the journal, for what is too long for it. */
    private boolean write(byte[] lines, long from) throws IOException {
        try (FileChannel channel = PlainFiles.openToWrite(file)) {
            if (channel.size() < from) {
                throw disk.damaged(file, "it has become shorter");
            }
            channel.truncate(from);
            channel.position(from);
            PlainFiles.writeFully(channel, ByteBuffer.wrap(lines));
            channel.force(true);
            if (!named) {
                PlainFiles.syncFolder(file.getParent());
                named = true;
            }
            return true;
        }
    }

    /** Up to where the file is to be read: the end of its last line that counts. */
    long end() {
        if (end < 0) {
            appending.lock();
            try {
                if (end < 0) {
                    end = lastLineEnd();
                }
            } finally {
                appending.unlock();
            }
        }
        return end;
    }

    private long lastLineEnd() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            // An earlier process may have died before it had synced them.
            channel.force(true);
            PlainFiles.syncFolder(file.getParent());
            return LinesBackwards.lastLineEnd(channel);
        } catch (NoSuchFileException e) {
            disk.requireAbsent(file);
            return 0;
        } catch (IOException e) {
            throw disk.failed("read", file, e);
        }
    }
}
