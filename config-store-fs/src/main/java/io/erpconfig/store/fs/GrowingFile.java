package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows at its end by what frames of the journal say. Each frame's lines are given their place when the frame is
 * written, put there when it is durable, and count when all before them do. So the file has no gaps: where lines can't be
 * put in place, those behind them fail too, and their places are given anew once none of these is under way.
 *
 * <p>Safe for any number of threads.
 */
final class GrowingFile {

    private final Path root;
    private final Path file;
    private final Lock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();

    /** Where the lines that count end; below 0 as long as it is not known. */
    private volatile long end = -1;

    /** The number of the newest event up to there. */
    private long events;

    /** Where the lines end that have been given a place. */
    private long reserved;

    /** The number of the newest event up to there. */
    private long reservedEvents;

    /** How many of them don't count yet. */
    private int underWay;

    /** Where the first lines were dropped of those that are under way, and why. */
    private long brokenAt = Long.MAX_VALUE;

    private @Nullable Throwable broken;

    /** @param root the data directory */
    GrowingFile(Path root, Path file) {
        this.root = root;
        this.file = file;
    }

    Path path() {
        return file;
    }

    /** The file's name, relative to the data directory. */
    String name() {
        return PlainFiles.relative(root, file);
    }

    /** Where the lines that count end, in bytes; below 0 if nobody has {@linkplain #begin said} yet. */
    long end() {
        return end;
    }

    /** The number of the newest event whose line counts. */
    long events() {
        lock.lock();
        try {
            return events;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says where the lines end that are in the file when it is opened; before any others.
     *
     * @param newest the number of the newest event up to there
     */
    void begin(long found, long newest) {
        lock.lock();
        try {
            reserved = found;
            reservedEvents = newest;
            events = newest;
            end = found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The place of lines.
     *
     * @param offset where they begin, in bytes
     * @param events the number of the newest event before them
     */
    record Place(long offset, long events) {}

    /** Gives the next lines their place. */
    Place reserve(int length, int moreEvents) {
        lock.lock();
        try {
            Place place = new Place(reserved, reservedEvents);
            reserved += length;
            reservedEvents += moreEvents;
            underWay++;
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, interrupted or not, until the lines before an offset count. */
    void awaitTurn(long offset) throws IOException {
        lock.lock();
        try {
            while (end < offset && offset < brokenAt) {
                turn.awaitUninterruptibly();
            }
            if (end < offset) {
                throw new IOException("a line before it could not be written", broken);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Puts lines in their place, when it is their turn. What is there already is what a failed write has left. */
    void write(long offset, byte[] lines) throws IOException {
        PlainFiles.makeFolders(root, file.getParent());
        try (FileChannel channel = PlainFiles.openToWrite(file)) {
            if (channel.size() < offset) {
                throw new IOException("it has become shorter");
            }
            channel.truncate(offset);
            PlainFiles.writeFully(channel, offset, ByteBuffer.wrap(lines));
        }
    }

    /**
     * The lines up to here count from now on.
     *
     * @param newest the number of the newest event among them or before
     */
    void end(long to, long newest) {
        lock.lock();
        try {
            end = to;
            events = newest;
            ended();
        } finally {
            lock.unlock();
        }
    }

    /** Lines that were given a place will not be there, and none behind them. */
    void drop(long offset, Throwable why) {
        lock.lock();
        try {
            if (end == offset) {
                // It may have been its turn. What it has left is cut off before the next line, if not now.
                cut(why);
            }
            if (offset < brokenAt) {
                brokenAt = offset;
                broken = why;
            }
            ended();
        } finally {
            lock.unlock();
        }
    }

    private void cut(Throwable why) {
        try {
            if (Files.exists(file)) {
                PlainFiles.cut(file, end);
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void ended() {
        underWay--;
        if (underWay == 0) {
            reserved = end;
            reservedEvents = events;
            brokenAt = Long.MAX_VALUE;
            broken = null;
        }
        turn.signalAll();
    }
}
