package io.erpconfig.core.history;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Finds the branches that others descend from, whose snapshots are needed as long as those are. */
public final class Ancestry {

    private Ancestry() {}

    /** These branches, and all that one of them descends from; each was copied from at most one other. */
    public static Set<BranchKey> of(Collection<BranchKey> branches, SnapshotLog snapshots) {
        Deque<BranchKey> open = new ArrayDeque<>(branches);
        Set<BranchKey> known = new HashSet<>();
        while (!open.isEmpty()) {
            BranchKey branch = open.remove();
            if (known.add(branch)) {
                snapshots
                        .find(branch, SnapshotNumber.FIRST)
                        .flatMap(Snapshot::parent)
                        .ifPresent(parent -> open.add(new BranchKey(branch.project(), parent.branch())));
            }
        }
        return known;
    }
}
