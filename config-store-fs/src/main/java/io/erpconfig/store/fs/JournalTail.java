package io.erpconfig.store.fs;

import java.io.IOException;

/**
 * Lines that a frame of the journal puts at the end of a file. Where that is, and which numbers their events get, is decided
 * when the frame is written, by the thread that writes it: so lines of many frames share a sync, and are in the file in the
 * order of their frames.
 */
final class JournalTail {

    private final GrowingFile file;
    private final AuditLines lines;
    private byte[] bytes;
    private long offset = -1;
    private long events;
    private boolean ended;

    /** @param lines at least one */
    JournalTail(GrowingFile file, AuditLines lines) {
        this.file = file;
        this.lines = lines;
        this.bytes = lines.numbered(0);
    }

    /** What the frame says of it; offset and numbers count only once they are {@linkplain #reserve reserved}. */
    JournalEntry.OfFile entry() {
        return new JournalEntry.OfFile(file.name(), Math.max(offset, 0), bytes);
    }

    /** Decides where the lines are, and which numbers are in them. */
    void reserve() {
        GrowingFile.Place place = file.reserve(lines.length(), lines.events());
        offset = place.offset();
        events = place.events() + lines.events();
        bytes = lines.numbered(place.events());
    }

    /** Waits until all lines before these are in the file; fails if one of them never will be. */
    void awaitTurn() throws IOException {
        file.awaitTurn(offset);
    }

    /** Puts the lines into the file; nobody sees them yet. */
    void write() throws IOException {
        file.write(offset, bytes);
    }

    /** From now on the lines count. */
    void count() {
        ended = true;
        file.end(offset + bytes.length, events);
    }

    /** Gives the lines up, and with them those behind. Does nothing before they are reserved, and once they count. */
    void drop(Throwable why) {
        if (offset >= 0 && !ended) {
            ended = true;
            file.drop(offset, why);
        }
    }
}
