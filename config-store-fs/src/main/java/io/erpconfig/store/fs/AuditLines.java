package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines for the end of an audit trail, in which the numbers of events are left open until it is known what is before them.
 * Used by one thread at a time.
 */
final class AuditLines {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream(512);
    private final List<Line> lines = new ArrayList<>();
    private int events;

    /** Where a line begins and ends, and whether it is an event's. */
    private record Line(int start, int end, boolean event) {}

    static AuditLines of(AuditEntry entry) {
        AuditLines lines = new AuditLines();
        lines.add(AuditRecords.encode(entry), entry.event().isPresent());
        return lines;
    }

    /** Adds a line, with its line feed. */
    void add(byte[] line, boolean event) {
        lines.add(new Line(written.size(), written.size() + line.length, event));
        written.writeBytes(line);
        events += event ? 1 : 0;
    }

    int length() {
        return written.size();
    }

    int events() {
        return events;
    }

    /**
     * The lines with their numbers.
     *
     * @param before the number of the newest event before them
     */
    byte[] numbered(long before) {
        byte[] bytes = written.toByteArray();
        long number = before;
        for (Line line : lines) {
            number += line.event ? 1 : 0;
            AuditRecords.number(bytes, line.start, line.end, number);
        }
        return bytes;
    }
}
