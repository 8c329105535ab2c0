package io.erpconfig.store.fs;

import java.io.IOException;

/**
 * Lines that a frame of the journal puts at the end of a file. Where that is is decided when the frame is written, by the
 * thread that writes it: so lines of many frames share a sync, and are in the file in the order of their frames.
 */
final class JournalTail {

    private final GrowingFile file;
    private final byte[] lines;
    private long offset = -1;
    private boolean ended;

    /** @param lines at least one, each with a line feed at its end */
    JournalTail(GrowingFile file, byte[] lines) {
        this.file = file;
        this.lines = lines;
    }

    /** What the frame says of it; the offset counts only once it is {@linkplain #reserve reserved}. */
    JournalEntry entry() {
        return new JournalEntry(file.name(), Math.max(offset, 0), lines);
    }

    /** Decides where the lines are. Returns the offset, in bytes. */
    long reserve() {
        offset = file.reserve(lines.length);
        return offset;
    }

    /** Waits until all lines before these are in the file; fails if one of them never will be. */
    void awaitTurn() throws IOException {
        file.awaitTurn(offset);
    }

    /** Puts the lines into the file; nobody sees them yet. */
    void write() throws IOException {
        file.write(offset, lines);
    }

    /** From now on the lines count. */
    void count() {
        ended = true;
        file.end(offset + lines.length);
    }

    /** Gives the lines up, and with them those behind. Does nothing before they are reserved, and once they count. */
    void drop(Throwable why) {
        if (offset >= 0 && !ended) {
            ended = true;
            file.drop(offset, why);
        }
    }
}
