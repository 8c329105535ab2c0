package io.erpconfig.core.read;

import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.HistoryMemory;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Remembers who has made each snapshot of a branch: see {@link HistoryMemory}. It takes {@value #BYTES} bytes a snapshot, and
 * some for each author. Safe for any number of threads.
 */
final class AuthorCounts {

    private static final int BYTES = Integer.BYTES;

    /** Number of snapshots that are kept, about 16 MB; more only if one branch alone has them. */
    private static final long MAX_SNAPSHOTS = 4_000_000;

    /** The cost of a branch, and of an author, in snapshots. */
    private static final int RECORD = 60;

    private final HistoryMemory<Authors> memory;

    AuthorCounts(SnapshotLog snapshots) {
        this.memory = new HistoryMemory<>(snapshots, MAX_SNAPSHOTS, Authors::new);
    }

    /** The authors of a branch's snapshots, in their order. */
    private static final class Authors implements HistoryMemory.Part {
        private final Map<Author, Integer> indexes = new HashMap<>();
        private final List<Author> authors = new ArrayList<>();
        private int[] of = new int[8];
        private int size;

        @Override
        public int size() {
            return size;
        }

        @Override
        public long weight() {
            return RECORD * (1L + authors.size()) + size;
        }

        @Override
        public void add(Snapshot snapshot) {
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

        BitSet numbers(int last, Predicate<Author> by) {
            boolean[] wanted = new boolean[authors.size()];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = by.test(authors.get(i));
            }
            BitSet numbers = new BitSet();
            for (int i = 0; i < Math.min(last, size); i++) {
                numbers.set(i + 1, wanted[of[i]]);
            }
            return numbers;
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

    /** The numbers of a branch's snapshots, up to one, that certain authors have made. */
    BitSet numbers(BranchKey branch, int last, Predicate<Author> by) {
        return memory.read(branch, last, authors -> authors.numbers(last, by));
    }

    /** Counts a branch's snapshots up to a number, by their authors. */
    void count(BranchKey branch, int last, Map<Author, Integer> into) {
        memory.read(branch, last, authors -> {
            authors.count(last, into);
            return into;
        });
    }
}
