package io.erpconfig.http.diff;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Consecutive lines of a file, each with the line feed that ends it; the file's last one may have none. */
final class Lines {

    private final byte[] bytes;
    private final int[] starts;

    private Lines(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    /** The lines in a range of bytes that begins and ends where lines do. */
    static Lines of(byte[] bytes, int from, int to) {
        int[] starts = new int[count(bytes, from, to) + 1];
        int at = from;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at;
            at = forth(bytes, at, 1);
        }
        starts[starts.length - 1] = to;
        return new Lines(bytes, starts);
    }

    /** Number of lines in a range of bytes that begins and ends where lines do. */
    static int count(byte[] bytes, int from, int to) {
        int lines = to > from && bytes[to - 1] != '\n' ? 1 : 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /**
     * Beginning of the line that is a number of lines before the one that begins here; of the first one if there are
     * fewer.
     */
    static int back(byte[] bytes, int from, int lines) {
        int at = from;
        for (int i = 0; i < lines && at > 0; i++) {
            at--;
            while (at > 0 && bytes[at - 1] != '\n') {
                at--;
            }
        }
        return at;
    }

    /** Beginning of the line that is a number of lines after the one that begins here; the end if there are fewer. */
    static int forth(byte[] bytes, int from, int lines) {
        int at = from;
        for (int i = 0; i < lines && at < bytes.length; i++) {
            while (at < bytes.length && bytes[at++] != '\n') {}
        }
        return at;
    }

    int count() {
        return starts.length - 1;
    }

    /** A line's bytes. */
    int size(int index) {
        return starts[index + 1] - starts[index];
    }

    /** A line as text that no other line is equal to. */
    String text(int index) {
        return new String(bytes, starts[index], size(index), StandardCharsets.UTF_8);
    }

    /** Appends a line as a diff shows it. */
    void show(int index, char sign, ByteArrayOutputStream to) {
        to.write(sign);
        to.write(bytes, starts[index], size(index));
        if (bytes[starts[index + 1] - 1] != '\n') {
            to.writeBytes(NO_LINE_FEED);
        }
    }

    private static final byte[] NO_LINE_FEED = "\n\\ No newline at end of file\n".getBytes(StandardCharsets.US_ASCII);
}
