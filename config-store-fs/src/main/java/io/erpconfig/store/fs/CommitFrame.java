package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.store.fs.FileSystemBlobStore.IncomingBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;

/**
 * Blobs, snapshots and audit entries that become durable together, with one frame of the journal and one sync. Used by one
 * thread; a file that is made is nobody else's meanwhile.
 */
final class CommitFrame implements Journal.Placing {

    private final Disk disk;
    private final IncomingBlobs blobs;
    private final Map<Path, byte[]> files = new LinkedHashMap<>();

    /** In the order in which their locks are taken. */
    private final SortedMap<AuditTrail, AuditLines> lines = new TreeMap<>(Comparator.comparing(AuditTrail::folder));

    private final Map<AuditTrail, Instant> latest = new HashMap<>();

    private final Map<Path, Path> temporaries = new LinkedHashMap<>();
    private final List<Path> placed = new ArrayList<>();
    private final List<Runnable> shown = new ArrayList<>();
    private long size;

    CommitFrame(Disk disk, IncomingBlobs blobs) {
        this.disk = disk;
        this.blobs = blobs;
    }

    /** Adds a file. Something that is there already is what is left of an earlier try, and replaced. */
    void add(Path file, byte[] bytes) {
        files.put(file, bytes);
        size += bytes.length;
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

    /** Adds what is to be done when nothing can fail any more, before the lines count. */
    void whenPlaced(Runnable shows) {
        shown.add(shows);
    }

    /** Bytes of files and lines that were added. */
    long size() {
        return size;
    }

    /** Writes all of it, or nothing. */
    void write() throws IOException {
        latest.forEach(AuditTrail::begin);
        List<Lock> locks = lines.keySet().stream().map(AuditTrail::sharing).toList();
        locks.forEach(Lock::lock);
        try {
            List<JournalEntry> entries = new ArrayList<>(blobs.entries());
            for (Map.Entry<Path, byte[]> each : files.entrySet()) {
                disk.makeFoldersOf(each.getKey());
                temporaries.put(each.getKey(), disk.writeTemporary(each.getValue(), false));
                entries.add(disk.entry(each.getKey(), each.getValue()));
            }
            List<JournalTail> tails = new ArrayList<>();
            for (Map.Entry<AuditTrail, AuditLines> each : lines.entrySet()) {
                tails.add(each.getKey().tail(each.getValue()));
            }
            disk.journal().write(entries, tails, this);
        } finally {
            temporaries.values().forEach(disk::discard);
            locks.forEach(Lock::unlock);
        }
    }

    @Override
    public void run() throws IOException {
        blobs.publish();
        try {
            for (Map.Entry<Path, Path> each : temporaries.entrySet()) {
                Files.move(
                        each.getValue(),
                        each.getKey(),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                placed.add(each.getKey());
            }
        } catch (IOException e) {
            undo(e);
            throw e;
        }
        temporaries.clear();
    }

    /** Blobs stay: nothing names them. */
    @Override
    public void undo(Throwable why) {
        placed.forEach(file -> Disk.takeBack(() -> Files.delete(file), why));
    }

    @Override
    public void show() {
        shown.forEach(Runnable::run);
    }
}
