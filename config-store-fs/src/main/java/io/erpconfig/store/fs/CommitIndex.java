package io.erpconfig.store.fs;

import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.HistoryMemory;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.history.SnapshotNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An index of commits by the first digits of their ids and by their {@code short_id}: see {@link HistoryMemory}. It takes
 * {@value #BYTES} bytes a snapshot. Safe for any number of threads.
 */
final class CommitIndex {

    /** Number of snapshots that are kept, about 50 MB; more only if one branch alone has them. */
    private static final int MAX_SNAPSHOTS = 4_000_000;

    private static final int BYTES = Long.BYTES + Integer.BYTES;
    /** The cost of a branch by itself, in snapshots. */
    private static final int BRANCH = 20;

    private static final int DIGITS_HELD = 16;

    private final SnapshotLog snapshots;
    private final HistoryMemory<Entries> memory;

    CommitIndex(SnapshotLog snapshots) {
        this(snapshots, MAX_SNAPSHOTS);
    }

    CommitIndex(SnapshotLog snapshots, long max) {
        this.snapshots = snapshots;
        this.memory = new HistoryMemory<>(snapshots, max, Entries::new);
    }

    /** A branch's snapshots in their order, of each the first digits of its ids. */
    private static final class Entries implements HistoryMemory.Part {
        private long[] commits = new long[8];
        private int[] contents = new int[8];
        private int size;

        @Override
        public int size() {
            return size;
        }

        @Override
        public long weight() {
            return BRANCH + size;
        }

        @Override
        public void add(Snapshot snapshot) {
            if (size == commits.length) {
                commits = Arrays.copyOf(commits, size + size / 2);
                contents = Arrays.copyOf(contents, size + size / 2);
            }
            commits[size] = snapshot.commitId().w0();
            contents[size] = Integer.parseUnsignedInt(snapshot.shortId(), 16);
            size++;
        }
    }

    /**
     * The commits whose id begins with these digits, each once though it may be in several branches: at most two, as more
     * than one is as good as many.
     *
     * @param digits lower-case hex
     */
    List<Location> commits(Iterable<BranchKey> branches, String digits) {
        int held = Math.min(digits.length(), DIGITS_HELD);
        int shift = Long.SIZE - 4 * held;
        long wanted = Long.parseUnsignedLong(digits.substring(0, held), 16);
        Map<String, Location> found = new LinkedHashMap<>();
        for (BranchKey branch : branches) {
            read(branch, entries -> {
                for (int i = 0; i < entries.size && found.size() < 2; i++) {
                    if (entries.commits[i] >>> shift == wanted) {
                        Location there = new Location(branch, new SnapshotNumber(i + 1));
                        snapshots
                                .find(branch, there.number())
                                .map(snapshot -> snapshot.commitId().hex())
                                .filter(id -> id.startsWith(digits))
                                .ifPresent(id -> found.putIfAbsent(id, there));
                    }
                }
                return found;
            });
        }
        return new ArrayList<>(found.values());
    }

    /**
     * The newest commit with this {@code short_id}; of several in one second, that of the first branch.
     *
     * @param shortId 8 lower-case hex digits
     */
    Optional<Location> newest(Iterable<BranchKey> branches, String shortId) {
        int wanted = Integer.parseUnsignedInt(shortId, 16);
        Optional<Location> newest = Optional.empty();
        Optional<Snapshot> known = Optional.empty();
        for (BranchKey branch : branches) {
            Optional<Snapshot> last =
                    read(branch, entries -> last(entries, wanted)).flatMap(number -> snapshots.find(branch, number));
            if (last.isPresent()
                    && (known.isEmpty()
                            || last.get().createdAt().isAfter(known.get().createdAt()))) {
                known = last;
                newest = Optional.of(new Location(branch, last.get().number()));
            }
        }
        return newest;
    }

    private static Optional<SnapshotNumber> last(Entries entries, int content) {
        for (int i = entries.size - 1; i >= 0; i--) {
            if (entries.contents[i] == content) {
                return Optional.of(new SnapshotNumber(i + 1));
            }
        }
        return Optional.empty();
    }

    /** Uses the entries of a branch, up to its live snapshot. */
    private <R> R read(BranchKey branch, Function<Entries, R> use) {
        int live = snapshots.live(branch).map(newest -> newest.number().value()).orElse(0);
        return memory.read(branch, live, use);
    }
}
