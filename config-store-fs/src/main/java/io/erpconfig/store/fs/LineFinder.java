package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds a line in a file whose lines are in order, without reading those that don't matter. Used by one thread. */
final class LineFinder implements AutoCloseable {

    /** How much of a line is looked at, in bytes. */
    private static final int HEAD = 64;

    private static final int BLOCK = 1 << 12;

    private final FileChannel channel;
    private final long end;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);

    /** @param end where the last line ends, with its line feed */
    LineFinder(Path file, long end) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.end = end;
    }

    /**
     * The position of the first line that passes a test, as all behind it do; the end if none does.
     *
     * @param from where the first line is that comes into question
     * @param test of the beginning of a line; throws an IllegalArgumentException if it is damaged, then it is passed over
     */
    long firstFrom(long from, Predicate<ByteBuffer> test) throws IOException {
        long first = end;
        long low = from;
        long high = end;
        while (low < high) {
            long start = lineStart(low + (high - low) / 2, low);
            long at = start;
            long next = lineEnd(at, high);
            Boolean passes = passes(test, at, next);
            while (passes == null && next < high) {
                at = next;
                next = lineEnd(at, high);
                passes = passes(test, at, next);
            }
            if (passes == null) {
                high = start;
            } else if (passes) {
                first = at;
                high = start;
            } else {
                low = next;
            }
        }
        return first;
    }

    /** Null if the line is damaged. */
    private @Nullable Boolean passes(Predicate<ByteBuffer> test, long from, long to) throws IOException {
        read(from, (int) Math.min(HEAD, to - from));
        try {
            return test.test(block);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The start of the line that has a byte. */
    private long lineStart(long position, long lowest) throws IOException {
        for (long to = position; to > lowest; ) {
            long from = Math.max(lowest, to - BLOCK);
            read(from, (int) (to - from));
            for (int i = block.limit() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return lowest;
    }

    /** The end of the line that has a byte, behind its line feed. */
    private long lineEnd(long position, long highest) throws IOException {
        for (long from = position; from < highest; from += block.limit()) {
            read(from, (int) Math.min(BLOCK, highest - from));
            for (int i = 0; i < block.limit(); i++) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
        }
        return highest;
    }

    private void read(long from, int length) throws IOException {
        block.clear().limit(length);
        PlainFiles.readFully(channel, from, block);
        block.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
