package io.erpconfig.core.read;

import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers who has made each snapshot of a branch. A branch's history is read once, in pieces and without delaying saves;
 * as it only grows, later no more of it is read than was saved since. Filed by a branch's id, which is never used again.
 *
 * <p>It takes {@value #BYTES} bytes a snapshot, and some for each author. When they are too many, the branches that were not
 * asked for longest are forgotten, and read again if need be. Safe for any number of threads: those that need the same
 * history wait for one of them to read it.
 */
final class AuthorCounts {

    private static final int BYTES = Integer.BYTES;

    /** Number of snapshots that are kept, about 16 MB; more only if one branch alone has them. */
    private static final long MAX_SNAPSHOTS = 4_000_000;

    /** The cost of a branch, and of an author, in snapshots. */
    private static final int RECORD = 60;

    private static final int READ_AT_ONCE = 500;

    private final SnapshotLog snapshots;
    private final long max;

    /** The one that was asked for last at the end. Guarded by itself. */
    private final Map<BranchKey, Authors> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** Size of everything that is kept, in snapshots. Guarded by {@link #kept}. */
    private long total;

    AuthorCounts(SnapshotLog snapshots) {
        this(snapshots, MAX_SNAPSHOTS);
    }

    AuthorCounts(SnapshotLog snapshots, long max) {
        this.snapshots = snapshots;
        this.max = max;
    }

    /** The authors of a branch's snapshots, in their order. Guarded by itself. */
    private static final class Authors {
        private final Map<Author, Integer> indexes = new HashMap<>();
        private final List<Author> authors = new ArrayList<>();
        private int[] of = new int[8];
        private int size;
        /** Its part of the total. Guarded by {@link AuthorCounts#kept}. */
        private long counted;

        void add(Snapshot snapshot) {
            Integer index = indexes.putIfAbsent(snapshot.author(), authors.size());
            if (index == null) {
                index = authors.size();
                authors.add(snapshot.author());
            }
            if (size == of.length) {
                of = Arrays.copyOf(of, size + size / 2);
            }
            of[size++] = index;
        }

        void count(int last, Map<Author, Integer> into) {
            int[] counts = new int[authors.size()];
            for (int i = 0; i < Math.min(last, size); i++) {
                counts[of[i]]++;
            }
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    into.merge(authors.get(i), counts[i], Integer::sum);
                }
            }
        }
    }

    /** Counts a branch's snapshots up to a number, by their authors. */
    void count(BranchKey branch, int last, Map<Author, Integer> into) {
        Authors authors;
        synchronized (kept) {
            authors = kept.computeIfAbsent(branch, key -> new Authors());
        }
        synchronized (authors) {
            while (authors.size < last) {
                List<Snapshot> next = snapshots.range(
                        branch,
                        new SnapshotNumber(authors.size + 1),
                        new SnapshotNumber(Math.min(last, authors.size + READ_AT_ONCE)));
                if (next.isEmpty()) {
                    break; // The branch was purged meanwhile.
                }
                next.forEach(authors::add);
            }
            authors.count(last, into);
            weigh(branch, authors);
        }
    }

    private void weigh(BranchKey branch, Authors authors) {
        synchronized (kept) {
            if (kept.get(branch) != authors) {
                return; // forgotten meanwhile
            }
            long size = RECORD * (1L + authors.authors.size()) + authors.size;
            total += size - authors.counted;
            authors.counted = size;
            var eldest = kept.values().iterator();
            while (total > max && kept.size() > 1) {
                total -= eldest.next().counted;
                eldest.remove();
            }
        }
    }
}
