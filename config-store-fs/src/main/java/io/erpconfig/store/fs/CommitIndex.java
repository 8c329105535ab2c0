package io.erpconfig.store.fs;

import io.erpconfig.core.history.BranchKey;
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

/**
 * An index of commits by the first digits of their ids and by their {@code short_id}. Each branch's history is read
 * once, in pieces and without delaying saves; as it only grows, later no more of it is read than was saved since. Filed
 * by a branch's id, which is never used again, so that names that are deleted and made again don't matter here.
 *
 * <p>It takes {@value #BYTES} bytes a snapshot. When they are too many, the branches that were not asked for longest are
 * forgotten, and read again if need be. Safe for any number of threads: those that need the same history wait for one of
 * them to read it.
 */
final class CommitIndex {

    /** Number of snapshots that are kept, about 50 MB; more only if one branch alone has them. */
    private static final int MAX_SNAPSHOTS = 4_000_000;

    private static final int BYTES = Long.BYTES + Integer.BYTES;
    /** The cost of a branch by itself, in snapshots. */
    private static final int BRANCH = 20;

    private static final int READ_AT_ONCE = 500;
    private static final int DIGITS_HELD = 16;

    private final SnapshotLog snapshots;
    private final long max;

    /** The one that was asked for last at the end. Guarded by itself. */
    private final Map<BranchKey, Entries> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** Size of everything that is kept, in snapshots. Guarded by {@link #kept}. */
    private long total;

    CommitIndex(SnapshotLog snapshots) {
        this(snapshots, MAX_SNAPSHOTS);
    }

    CommitIndex(SnapshotLog snapshots, long max) {
        this.snapshots = snapshots;
        this.max = max;
    }

    /** A branch's snapshots in their order, of each the first digits of its ids. Guarded by itself. */
    private static final class Entries {
        private long[] commits = new long[8];
        private int[] contents = new int[8];
        private int size;
        /** Its part of the total. Guarded by {@link #kept}. */
        private long counted;

        void add(Snapshot snapshot) {
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
            Entries entries = read(branch);
            synchronized (entries) {
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
            }
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
            Optional<Snapshot> last = last(read(branch), wanted).flatMap(number -> snapshots.find(branch, number));
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
        synchronized (entries) {
            for (int i = entries.size - 1; i >= 0; i--) {
                if (entries.contents[i] == content) {
                    return Optional.of(new SnapshotNumber(i + 1));
                }
            }
            return Optional.empty();
        }
    }

    /** The entries of a branch, up to its live snapshot. */
    private Entries read(BranchKey branch) {
        Entries entries;
        synchronized (kept) {
            entries = kept.computeIfAbsent(branch, key -> new Entries());
        }
        int live = snapshots.live(branch).map(newest -> newest.number().value()).orElse(0);
        synchronized (entries) {
            while (entries.size < live) {
                List<Snapshot> next = snapshots.range(
                        branch,
                        new SnapshotNumber(entries.size + 1),
                        new SnapshotNumber(Math.min(live, entries.size + READ_AT_ONCE)));
                if (next.isEmpty()) {
                    break; // The branch was purged meanwhile.
                }
                next.forEach(entries::add);
            }
            count(branch, entries);
        }
        return entries;
    }

    private void count(BranchKey branch, Entries entries) {
        synchronized (kept) {
            if (kept.get(branch) != entries) {
                return; // forgotten meanwhile
            }
            total += BRANCH + entries.size - entries.counted;
            entries.counted = BRANCH + entries.size;
            var eldest = kept.values().iterator();
            while (total > max && kept.size() > 1) {
                total -= eldest.next().counted;
                eldest.remove();
            }
        }
    }
}
