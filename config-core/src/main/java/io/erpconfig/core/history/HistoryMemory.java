package io.erpconfig.core.history;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Remembers of branches' histories what is asked for again and again. Each history is read once, in pieces and without
 * delaying saves; as it only grows, later no more of it is read than was saved since. Filed by a branch's id, which is never
 * used again, so that names that are deleted and made again don't matter here.
 *
 * <p>When what is remembered is too much, the branches that were not asked for longest are forgotten, and read again if need
 * be. Safe for any number of threads: those that need the same history wait for one of them to read it.
 *
 * @param <P> what is remembered of one branch
 */
public final class HistoryMemory<P extends HistoryMemory.Part> {

    private static final int READ_AT_ONCE = 500;

    private final SnapshotLog snapshots;
    private final long max;
    private final Supplier<P> parts;

    /** The one that was asked for last at the end. Guarded by itself. */
    private final Map<BranchKey, Kept<P>> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** Weight of everything that is kept. Guarded by {@link #kept}. */
    private long total;

    /** What is remembered of one branch. Used by one thread at a time. */
    public interface Part {

        /** Takes the snapshot that comes next. */
        void add(Snapshot snapshot);

        /** Number of snapshots that were added. */
        int size();

        /** What it counts for, in a unit of its owner's. */
        long weight();
    }

    private static final class Kept<P> {
        private final P part;
        /** Its share of the total. Guarded by {@link HistoryMemory#kept}. */
        private long counted;

        Kept(P part) {
            this.part = part;
        }
    }

    /**
     * @param max   the weight of all that is remembered; more only if one branch alone has it
     * @param parts makes what is remembered of a branch, with nothing in it
     */
    public HistoryMemory(SnapshotLog snapshots, long max, Supplier<P> parts) {
        this.snapshots = requireNonNull(snapshots, "snapshots");
        this.max = max;
        this.parts = requireNonNull(parts, "parts");
    }

    /**
     * Uses what is remembered of a branch.
     *
     * @param last the number up to which it has to be known; there may be more, or less if the branch was purged
     * @param use  keeps nothing of it
     */
    public <R> R read(BranchKey branch, int last, Function<P, R> use) {
        Kept<P> of;
        synchronized (kept) {
            of = kept.computeIfAbsent(branch, key -> new Kept<>(parts.get()));
        }
        synchronized (of) {
            readOn(branch, last, of.part);
            count(branch, of);
            return use.apply(of.part);
        }
    }

    private void readOn(BranchKey branch, int last, P part) {
        while (part.size() < last) {
            List<Snapshot> next = snapshots.range(
                    branch,
                    new SnapshotNumber(part.size() + 1),
                    new SnapshotNumber(Math.min(last, part.size() + READ_AT_ONCE)));
            if (next.isEmpty()) {
                return; // The branch was purged meanwhile.
            }
            next.forEach(part::add);
        }
    }

    private void count(BranchKey branch, Kept<P> of) {
        synchronized (kept) {
            if (kept.get(branch) != of) {
                return; // forgotten meanwhile
            }
            total += of.part.weight() - of.counted;
            of.counted = of.part.weight();
            var eldest = kept.values().iterator();
            while (total > max && kept.size() > 1) {
                total -= eldest.next().counted;
                eldest.remove();
            }
        }
    }
}
