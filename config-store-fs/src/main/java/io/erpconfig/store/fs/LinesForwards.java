package io.erpconfig.store.fs;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The lines of a file, the first one first. Holds no more of it than a line. */
final class LinesForwards implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private long left;

    /** All lines up to an end; see {@link #LinesForwards(Path, long, long, int)}. */
    LinesForwards(Path file, long end, int longest) throws IOException {
        this(file, 0, end, longest);
    }

    /**
     * @param start   where the first line begins
     * @param end     where the last line ends, with its line feed
     * @param longest number of bytes that are read of a line that is longer, with no line feed
     */
    LinesForwards(Path file, long start, long end, int longest) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ).position(start);
        this.in = Channels.newInputStream(channel);
        this.left = end - start;
        this.longest = longest;
    }

    /** The next line, with its line feed; empty when the last one has been returned. */
    Optional<byte[]> next() throws IOException {
        if (left == 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        boolean ended = false;
        while (!ended && left > 0) {
            fill();
            int end = at;
            while (!ended && end < filled) {
                ended = buffer[end++] == '\n';
            }
            line.write(buffer, at, Math.min(end - at, longest - line.size()));
            left -= end - at;
            at = end;
        }
        return Optional.of(line.toByteArray());
    }

    private void fill() throws IOException {
        if (at < filled) {
            return;
        }
        filled = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        at = 0;
        if (filled <= 0) {
            throw new EOFException("it has become shorter");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
