package io.erpconfig.http.diff;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.algorithm.myers.MyersDiff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the fewest lines to take out and put in to make one text of another, or gives up.
 *
 * <p>A line that is in one of the texts only is out or in, whatever the rest; it is set aside first. What is left goes
 * through Myers' algorithm, whose time grows with the product of lines and edits and whose memory with the square of the
 * edits. Hostile texts can make both large, hence the bounds.
 */
final class LineMatching {

    /** The most lines of both texts together. */
    static final int MAX_LINES = 1 << 17;

    /** The most edits among lines that both texts have. */
    static final int MAX_EDITS = 500;

    private LineMatching() {}

    /**
     * The edits that make the new lines of a block of the old ones, in order, with at least one line kept between two of
     * them; empty if they are beyond the bounds.
     */
    static Optional<List<Edit>> edits(Lines old, Lines now, Edit block) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] oldNumbers = number(old, block.oldFrom(), block.oldTo(), numbers);
        int[] nowNumbers = number(now, block.newFrom(), block.newTo(), numbers);
        Side deleted = new Side(oldNumbers, nowNumbers, numbers.size());
        Side added = new Side(nowNumbers, oldNumbers, numbers.size());
        try {
            for (Change change : new MyersDiff<Integer>().computeDiff(deleted.shared, added.shared, new Bound())) {
                deleted.change(change.startOriginal, change.endOriginal);
                added.change(change.startRevised, change.endRevised);
            }
        } catch (BeyondBound e) {
            return Optional.empty();
        }
        return Optional.of(edits(deleted.changed, added.changed, block));
    }

    private static int[] number(Lines lines, int from, int to, Map<String, Integer> numbers) {
        int[] ofLines = new int[to - from];
        for (int i = from; i < to; i++) {
            ofLines[i - from] = numbers.computeIfAbsent(lines.text(i), line -> numbers.size());
        }
        return ofLines;
    }

    private static List<Edit> edits(BitSet deleted, BitSet added, Edit block) {
        List<Edit> edits = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < block.deleted() || j < block.added()) {
            int oldTo = deleted.nextClearBit(i);
            int newTo = added.nextClearBit(j);
            if (oldTo > i || newTo > j) {
                edits.add(new Edit(
                        block.oldFrom() + i, block.oldFrom() + oldTo, block.newFrom() + j, block.newFrom() + newTo));
            }
            i = oldTo + 1;
            j = newTo + 1;
        }
        return edits;
    }

    /** One of the two texts. */
    private static final class Side {
        private final BitSet changed = new BitSet();
        private final List<Integer> shared = new ArrayList<>();
        private final int[] indexes;

        Side(int[] mine, int[] others, int numbers) {
            boolean[] there = new boolean[numbers];
            for (int other : others) {
                there[other] = true;
            }
            indexes = new int[mine.length];
            for (int i = 0; i < mine.length; i++) {
                if (there[mine[i]]) {
                    indexes[shared.size()] = i;
                    shared.add(mine[i]);
                } else {
                    changed.set(i);
                }
            }
        }

        void change(int from, int to) {
            Arrays.stream(indexes, from, to).forEach(changed::set);
        }
    }

    /** Watches the algorithm at work and ends it in the one way that it can be ended. */
    private static final class Bound implements DiffAlgorithmListener {
        @Override
        public void diffStart() {}

        @Override
        public void diffStep(int edits, int most) {
            if (edits > MAX_EDITS) {
                throw new BeyondBound();
            }
        }

        @Override
        public void diffEnd() {}
    }

    private static final class BeyondBound extends RuntimeException {
        private static final long serialVersionUID = 1;

        BeyondBound() {
            super(null, null, false, false);
        }
    }
}
