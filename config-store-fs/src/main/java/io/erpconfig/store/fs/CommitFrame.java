package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.store.fs.FileSystemBlobStore.IncomingBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;

/**
 * Blobs, snapshots and audit entries that become durable together, with one frame of the journal and one sync. Used by one
 * thread.
 */
final class CommitFrame implements Journal.Placing {

    private final Disk disk;
    private final Lock storing;
    private final List<JournalEntry> entries;

    /** In the order in which their locks are taken. */
    private final SortedMap<AuditTrail, AuditLines> lines = new TreeMap<>(Comparator.comparing(AuditTrail::folder));

    private final Map<AuditTrail, Instant> latest = new HashMap<>();

    private final List<Path> files = new ArrayList<>();
    private Optional<RecordStep> last = Optional.empty();
    private final List<Runnable> shown = new ArrayList<>();
    private long size;

    /** @param storing held while it is written */
    CommitFrame(Disk disk, Lock storing, IncomingBlobs blobs) {
        this.disk = disk;
        this.storing = storing;
        this.entries = new ArrayList<>(blobs.entries());
    }

    /** Adds a value by its key. */
    void add(JournalEntry.Keyed entry) {
        entries.add(entry);
        size += entry.length();
    }

    /** Adds an empty file, which is not there. */
    void add(Path file) {
        files.add(file);
        entries.add(disk.emptyFile(file));
    }

    /**
     * Adds an entry to its audit trail.
     *
     * @param line its written form
     */
    void add(AuditTrail trail, AuditEntry entry, byte[] line) {
        lines.computeIfAbsent(trail, first -> new AuditLines())
                .add(line, entry.event().isPresent());
        latest.merge(trail, entry.at(), (one, other) -> one.isBefore(other) ? other : one);
        size += line.length;
    }

    /** Adds a change of a record, at most one, which nobody else changes meanwhile. */
    void add(RecordStep step) {
        last = Optional.of(step);
        entries.add(step.entry());
    }

    /** Adds entries to their audit trails. */
    void add(Said said) {
        said.entries().forEach(entry -> add(said.trails().apply(entry), entry, AuditRecords.encode(entry)));
    }

    /** Adds what is to be done when nothing can fail any more, before the lines count. */
    void whenPlaced(Runnable shows) {
        shown.add(shows);
    }

    /** Bytes of values and lines that were added. */
    long size() {
        return size;
    }

    /** Writes all of it, or nothing. */
    void write() throws IOException {
        latest.forEach(AuditTrail::begin);
        List<Lock> locks = new ArrayList<>(List.of(storing));
        lines.keySet().forEach(trail -> locks.add(trail.sharing()));
        locks.forEach(Lock::lock);
        try {
            List<JournalTail> tails = new ArrayList<>();
            for (Map.Entry<AuditTrail, AuditLines> each : lines.entrySet()) {
                tails.add(each.getKey().tail(each.getValue()));
            }
            disk.journal().write(entries, tails, this);
        } finally {
            locks.forEach(Lock::unlock);
        }
    }

    @Override
    public void run() throws IOException {
        for (Path file : files) {
            disk.makeEmptyFile(file);
        }
    }

    @Override
    public void undo(Throwable why) {
        files.forEach(file -> Disk.takeBack(() -> Files.deleteIfExists(file), why));
    }

    @Override
    public void last() throws IOException {
        if (last.isPresent()) {
            last.get().place();
        }
    }

    @Override
    public void show() {
        shown.forEach(Runnable::run);
    }
}
