package io.erpconfig.store.fs;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
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

/** The snapshots of one branch, a file each, of which the live one is kept in memory. Safe for any number of threads. */
final class BranchLog {

    private static final Pattern NAME = Pattern.compile("v([0-9]{4,9})\\.json");

    private final Disk disk;
    private final Path folder;
    private final Lock appending = new ReentrantLock();

    /** Null as long as nobody has asked. */
    private volatile @Nullable Optional<Snapshot> live;

    BranchLog(Disk disk, Path folder) {
        this.disk = disk;
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
            OptionalInt newest = newest(disk, folder);
            known = newest.isPresent() ? read(newest.getAsInt()) : Optional.empty();
            live = known;
        }
        return known;
    }

    /** The highest number that is filed in a folder. */
    static OptionalInt newest(Disk disk, Path folder) {
        AtomicInteger newest = new AtomicInteger();
        disk.forEachName(folder, each -> {
            Matcher name = NAME.matcher(each);
            if (name.matches()) {
                newest.accumulateAndGet(Integer.parseInt(name.group(1)), Math::max);
            }
        });
        return newest.get() > 0 ? OptionalInt.of(newest.get()) : OptionalInt.empty();
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
        Optional<byte[]> bytes = disk.read(file);
        if (bytes.isEmpty()) {
            if (Files.exists(folder)) {
                throw disk.damaged(file, "it is missing");
            }
            return Optional.empty();
        }
        Snapshot snapshot = Records.decode(disk, file, bytes.get(), Records::snapshot);
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
        CommitFrame frame = new CommitFrame(disk, parts.take(commit.uploads()));
        for (StoreCommit.Step step : commit.steps()) {
            byte[] snapshot = Records.encode(step.snapshot());
            List<byte[]> lines =
                    step.entries().stream().map(AuditRecords::encode).toList();
            long size = snapshot.length
                    + lines.stream().mapToLong(line -> line.length).sum();
            if (frame.size() > 0 && frame.size() + size > Journal.WORTHWHILE) {
                frame.write();
                frame = new CommitFrame(disk, FileSystemBlobStore.IncomingBlobs.NONE);
            }
            frame.add(file(step.snapshot().number()), snapshot);
            for (int i = 0; i < lines.size(); i++) {
                frame.add(parts.trailOf(step.entries().get(i)), step.entries().get(i), lines.get(i));
            }
            frame.whenPlaced(() -> live = Optional.of(step.snapshot()));
        }
        frame.write();
        return Outcome.DONE;
    }
}
