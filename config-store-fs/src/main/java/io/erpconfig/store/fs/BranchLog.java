package io.erpconfig.store.fs;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.store.fs.FileSystemBlobStore.IncomingBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one branch, of which the live one is kept in memory: {@linkplain SnapshotEntries entries}, or files that
 * an earlier version has left. They are there as long as what is named by the branch's id is: an empty file, or the
 * folder of those files. Safe for any number of threads.
 */
final class BranchLog {

    private static final Pattern NAME = Pattern.compile("v([0-9]{4,9})\\.json");

    private final Disk disk;
    private final SnapshotEntries entries;
    private final BranchKey branch;
    private final Path folder;
    private final Lock appending = new ReentrantLock();

    /** Null as long as nobody has asked. */
    private volatile @Nullable Optional<Snapshot> live;

    /** Whether it is known to be so, which then it stays as long as there are any. */
    private volatile boolean contentKnown;

    /** Whether the snapshots are being deleted. */
    private volatile boolean purging;

    BranchLog(Disk disk, SnapshotEntries entries, BranchKey branch, Path folder) {
        this.disk = disk;
        this.entries = entries;
        this.branch = branch;
        this.folder = folder;
    }

    Optional<Snapshot> live() {
        Optional<Snapshot> known = live;
        if (known != null) {
            return known;
        }
        appending.lock();
        try {
            return load();
        } finally {
            appending.unlock();
        }
    }

    private Optional<Snapshot> load() {
        Optional<Snapshot> known = live;
        if (known == null) {
            OptionalInt newest = newest();
            known = newest.isPresent() ? read(newest.getAsInt()) : Optional.empty();
            live = known;
        }
        return known;
    }

    /** The highest number of a snapshot, whether it can be read or not. */
    OptionalInt newest() {
        if (!Files.exists(folder)) {
            disk.requireAbsent(folder);
            return OptionalInt.empty();
        }
        // Files first: they are moved to packs meanwhile, and never back.
        AtomicInteger newest = new AtomicInteger();
        disk.forEachName(folder, each -> number(each).ifPresent(number -> newest.accumulateAndGet(number, Math::max)));
        entries.newest(branch.branch(), folder).ifPresent(number -> newest.accumulateAndGet(number, Math::max));
        return newest.get() > 0 ? OptionalInt.of(newest.get()) : OptionalInt.empty();
    }

    /** The number of the snapshot in a file of this name. */
    static OptionalInt number(String file) {
        Matcher name = NAME.matcher(file);
        return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
    }

    Optional<Snapshot> find(SnapshotNumber number) {
        Optional<Snapshot> newest = live();
        if (newest.isEmpty() || newest.get().number().compareTo(number) < 0) {
            return Optional.empty();
        }
        return newest.get().number().equals(number) ? newest : read(number.value());
    }

    /** A snapshot that was appended: empty only if the whole log is gone by now. */
    private Optional<Snapshot> read(int number) {
        Path file = file(new SnapshotNumber(number));
        Optional<byte[]> bytes = entries.read(branch.branch(), number, file)
                .or(() -> disk.read(file))
                // A file may just have been moved to a pack.
                .or(() -> entries.read(branch.branch(), number, file));
        if (bytes.isEmpty()) {
            if (Files.exists(folder) && !purging) {
                throw disk.damaged(file, "it is missing");
            }
            return Optional.empty();
        }
        Snapshot snapshot = Records.decodeUnchecked(bytes.get(), Records::snapshot, e -> disk.damaged(file, e));
        if (snapshot.number().value() != number) {
            throw disk.damaged(file, "it says that it is " + snapshot.number());
        }
        return Optional.of(snapshot);
    }

    private Path file(SnapshotNumber number) {
        return folder.resolve(number + ".json");
    }

    List<Snapshot> range(SnapshotNumber first, SnapshotNumber last) {
        int to = live().map(newest -> Math.min(newest.number().value(), last.value()))
                .orElse(0);
        List<Snapshot> range = new ArrayList<>();
        for (int number = first.value(); number <= to; number++) {
            find(new SnapshotNumber(number)).ifPresent(range::add);
        }
        return List.copyOf(range);
    }

    /** @param parts gives the other parts of the store that a commit changes */
    Outcome commit(StoreCommit commit, CommitParts parts) {
        appending.lock();
        try {
            if (!commit.fitsBehind(load().map(newest -> newest.number().value()).orElse(0))) {
                return Outcome.STALE;
            }
            Path first = file(commit.steps().get(0).snapshot().number());
            return disk.changing("write", first, () -> write(commit, parts));
        } finally {
            appending.unlock();
        }
    }

    /** Mostly in one frame; in several, each of whole steps, if that is more than it pays to write twice. */
    private Outcome write(StoreCommit commit, CommitParts parts) throws IOException {
        CommitFrame frame = frame(parts.take(commit.uploads()));
        for (StoreCommit.Step step : commit.steps()) {
            byte[] snapshot = Records.encode(step.snapshot());
            List<byte[]> lines =
                    step.entries().stream().map(AuditRecords::encode).toList();
            long size = snapshot.length
                    + lines.stream().mapToLong(line -> line.length).sum();
            if (frame.size() > 0 && frame.size() + size > Journal.WORTHWHILE) {
                frame.write();
                frame = frame(IncomingBlobs.NONE);
            }
            if (step.snapshot().number().equals(SnapshotNumber.FIRST) && !Files.exists(folder)) {
                frame.add(folder);
                frame.add(ContentEntries.allKnown(branch.branch()));
            }
            for (JournalEntry.Keyed content : contentOf(step.snapshot().number(), step.content())) {
                frame.add(content);
            }
            SnapshotEntries.of(branch, step.snapshot(), snapshot).forEach(frame::add);
            for (int i = 0; i < lines.size(); i++) {
                frame.add(parts.trailOf(step.entries().get(i)), step.entries().get(i), lines.get(i));
            }
            frame.whenPlaced(() -> live = Optional.of(step.snapshot()));
        }
        frame.write();
        return Outcome.DONE;
    }

    /**
     * What is still to be written of content that came in. If it is much, most of it is written before: of a snapshot that
     * doesn't come about it says nothing.
     */
    private List<JournalEntry.Keyed> contentOf(SnapshotNumber number, List<GitBlob> content) throws IOException {
        int part = 0;
        int from = 0;
        for (; content.size() - from > ContentEntries.TOGETHER; from += ContentEntries.TOGETHER) {
            CommitFrame before = frame(IncomingBlobs.NONE);
            ContentEntries.of(branch, number, content.subList(from, from + ContentEntries.TOGETHER), part++)
                    .forEach(before::add);
            before.write();
        }
        return ContentEntries.of(branch, number, content.subList(from, content.size()), part);
    }

    /** Whether it is known what content came in with each snapshot, or there is none. */
    boolean knowsContent() {
        if (!contentKnown) {
            contentKnown = live().isPresent() && entries.content().knowsAll(branch.branch(), folder);
        }
        return contentKnown || live().isEmpty();
    }

    /** Notes what content came in with a snapshot of an earlier version. */
    void addContent(SnapshotNumber number, List<GitBlob> content) {
        appending.lock();
        try {
            if (!purging && load().isPresent()) {
                disk.changing("write", file(number), () -> {
                    CommitFrame frame = frame(IncomingBlobs.NONE);
                    contentOf(number, content).forEach(frame::add);
                    frame.write();
                    return true;
                });
            }
        } finally {
            appending.unlock();
        }
    }

    /** Notes that the content of all snapshots is known. */
    void contentIsKnown() {
        appending.lock();
        try {
            if (!purging && load().isPresent()) {
                disk.changing("write", folder, () -> {
                    CommitFrame frame = frame(IncomingBlobs.NONE);
                    frame.add(ContentEntries.allKnown(branch.branch()));
                    frame.write();
                    return true;
                });
            }
        } finally {
            appending.unlock();
        }
    }

    private CommitFrame frame(IncomingBlobs blobs) {
        return new CommitFrame(disk, entries.table().storing(), blobs);
    }

    /** Deletes the snapshots. What is left if this fails is a history still; with nobody else appending. */
    void purge() {
        appending.lock();
        try {
            purging = true;
            contentKnown = false;
            live = Optional.empty();
            boolean purged = false;
            try {
                entries.delete(branch.branch(), Optional.of(branch.project()), folder);
                purged = true;
            } finally {
                if (!purged) {
                    live = null;
                    purging = false;
                }
            }
        } finally {
            appending.unlock();
        }
    }
}
