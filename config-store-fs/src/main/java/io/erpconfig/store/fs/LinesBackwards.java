package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The lines of a file, the last one first. Holds little more of it than its longest line. */
final class LinesBackwards implements AutoCloseable {

    private static final int CHUNK = 1 << 16;
    private static final byte LINE_FEED = '\n';

    private final FileChannel channel;
    private final int longest;

    /** Bytes before the lines that were returned, as far as they have been read. */
    private byte[] buffer = new byte[0];

    /** The end of these bytes in the buffer. */
    private int end;

    /** The position of the buffer in the file. */
    private long start;

    /**
     * @param end     where the last line ends, with its line feed
     * @param longest a line is at the most so long, in bytes, with its line feed
     */
    LinesBackwards(Path file, long end, int longest) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.start = end;
        this.longest = longest;
    }

    /** The end of the last line of a file that has a line feed; 0 if none has. */
    static long lastLineEnd(FileChannel channel) throws IOException {
        byte[] bytes = new byte[CHUNK];
        long from = channel.size();
        while (from > 0) {
            int length = (int) Math.min(from, CHUNK);
            from -= length;
            PlainFiles.readFully(channel, from, ByteBuffer.wrap(bytes, 0, length));
            int lineFeed = lastLineFeed(bytes, length);
            if (lineFeed >= 0) {
                return from + lineFeed + 1;
            }
        }
        return 0;
    }

    private static int lastLineFeed(byte[] bytes, int before) {
        int i = before - 1;
        while (i >= 0 && bytes[i] != LINE_FEED) {
            i--;
        }
        return i;
    }

    /**
     * The line before, with its line feed; empty when the first one has been returned. It is good until the next call.
     *
     * @throws IllegalArgumentException if it is too long to be one; then there is no next one
     */
    Optional<ByteBuffer> next() throws IOException {
        int searched = end == 0 ? readMore() : end;
        if (end == 0) {
            return Optional.empty();
        }
        int before = lastLineFeed(buffer, searched - 1);
        while (before < 0 && start > 0) {
            if (end >= longest) {
                end = 0;
                throw new IllegalArgumentException("it is longer than any line can be");
            }
            int more = readMore();
            before = lastLineFeed(buffer, more);
        }
        int from = before + 1;
        ByteBuffer line = ByteBuffer.wrap(buffer, from, end - from);
        end = from;
        return Optional.of(line);
    }

    /** Reads what comes before the buffer; returns how many bytes that are. */
    private int readMore() throws IOException {
        int more = (int) Math.min(start, Math.max(CHUNK, end));
        ByteBuffer longer = ByteBuffer.allocate(more + end);
        PlainFiles.readFully(channel, start - more, longer.slice(0, more));
        longer.put(more, buffer, 0, end);
        buffer = longer.array();
        start -= more;
        end += more;
        return more;
    }

    /** Number of lines before the one that was returned last, or that was too long. */
    long linesBefore() throws IOException {
        long lineFeeds = 0;
        byte[] bytes = new byte[CHUNK];
        for (long from = 0; from < start + end; from += CHUNK) {
            int length = (int) Math.min(start + end - from, CHUNK);
            PlainFiles.readFully(channel, from, ByteBuffer.wrap(bytes, 0, length));
            for (int i = 0; i < length; i++) {
                if (bytes[i] == LINE_FEED) {
                    lineFeeds++;
                }
            }
        }
        return lineFeeds;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
