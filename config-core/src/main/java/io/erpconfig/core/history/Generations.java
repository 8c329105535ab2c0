package io.erpconfig.core.history;

import io.erpconfig.core.history.SnapshotLog.Location;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The generations of commits: how many there are on the line from the first one to each. As each has one parent, and the
 * commits of a branch are consecutive, they follow from the branches' first snapshots, which alone are read. Safe for any
 * number of threads.
 */
public final class Generations {

    private final SnapshotLog snapshots;

    public Generations(SnapshotLog snapshots) {
        this.snapshots = snapshots;
    }

    /** The generation of a commit. */
    public int of(Location commit) {
        Set<BranchKey> passed = new HashSet<>();
        int generation = 0;
        Optional<Location> next = Optional.of(commit);
        while (next.isPresent() && passed.add(next.get().branch())) {
            generation += next.get().number().value();
            next = origin(next.get().branch());
        }
        return generation;
    }

    /**
     * The commit of a generation on the line to another one.
     *
     * @param commit     where the line ends
     * @param generation of that commit
     * @param wanted     of the one that is looked for
     * @return empty if there is none, or what leads to it is gone
     */
    public Optional<Location> find(Location commit, int generation, int wanted) {
        if (wanted < 1 || wanted > generation) {
            return Optional.empty();
        }
        Set<BranchKey> passed = new HashSet<>();
        int back = generation - wanted;
        Optional<Location> next = Optional.of(commit);
        while (next.isPresent() && passed.add(next.get().branch())) {
            int number = next.get().number().value();
            if (back < number) {
                return Optional.of(new Location(next.get().branch(), new SnapshotNumber(number - back)));
            }
            back -= number;
            next = origin(next.get().branch());
        }
        return Optional.empty();
    }

    /** The snapshot of another branch that this one was copied from. */
    public Optional<Location> origin(BranchKey branch) {
        return snapshots
                .find(branch, SnapshotNumber.FIRST)
                .flatMap(Snapshot::parent)
                .map(parent -> new Location(new BranchKey(branch.project(), parent.branch()), parent.number()));
    }
}
