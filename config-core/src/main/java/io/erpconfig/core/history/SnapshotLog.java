package io.erpconfig.core.history;

import io.erpconfig.core.content.GitId;
import io.erpconfig.core.project.ProjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Per branch an append-only list of snapshots, numbered from 1 without gaps. The last one is the branch's live state;
 * {@link #append} is the only way in which a branch changes.
 *
 * <p>A snapshot that was appended is durable, is visible to every call begun afterwards, is seen whole or not at all,
 * and never changes: it can be cached under branch and number for ever. Absence is an empty result. The log knows
 * nothing of which branches exist: a branch is filed under here before its record is made, and after it is deleted;
 * a project's logs go with the project.
 * Safe for any number of threads.
 */
public interface SnapshotLog {

    /** The newest snapshot. */
    Optional<Snapshot> live(BranchKey branch);

    /** One snapshot. */
    Optional<Snapshot> find(BranchKey branch, SnapshotNumber number);

    /** The snapshots from one number to another, both included, oldest first; those that there are. */
    List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last);

    /**
     * Appends snapshots of consecutive numbers, the first of which is one above the live one's, or 1 in a log that has
     * none. Of any number of writers that append the same number, exactly one succeeds. What the snapshots refer to was
     * stored before. Many that are appended together become durable in one step; each of them is the live one for a
     * while, be it short. If the storage fails, those up to any of them may be there.
     *
     * @return {@link Append#STALE}, with nothing changed, if the first number has been appended already, or if it is not
     *     1 and the log has none: it was purged, or its project deleted, since the caller looked
     * @throws IllegalArgumentException if there are none, the numbers are not consecutive, or the first is more than one
     *     above the live one's
     */
    Append append(BranchKey branch, List<Snapshot> snapshots);

    /** {@link #append(BranchKey, List)} of a single one. */
    default Append append(BranchKey branch, Snapshot snapshot) {
        return append(branch, List.of(snapshot));
    }

    /**
     * Checks what is to be appended; for implementations.
     *
     * @param live the log's newest number, 0 if it has none
     * @return whether it fits behind that; false if it is {@link Append#STALE}
     * @throws IllegalArgumentException as {@link #append(BranchKey, List)}
     */
    static boolean fits(List<Snapshot> snapshots, int live) {
        int first = snapshots.isEmpty() ? 0 : snapshots.get(0).number().value();
        for (int i = 0; i < snapshots.size(); i++) {
            if (snapshots.get(i).number().value() != first + i) {
                throw new IllegalArgumentException("snapshots: not consecutive from v" + first);
            }
        }
        if (first == 0 || first > live + 1 && live > 0) {
            throw new IllegalArgumentException("snapshots: v" + first + " after v" + live);
        }
        return first == live + 1;
    }

    /**
     * Finds a commit in a project's branches, including deleted ones that are not yet purged. Nothing of a project that
     * was deleted is found, also when its name is used again.
     */
    Optional<Location> findCommit(ProjectKey project, GitId commit);

    /** Calls back for every branch that has at least one snapshot, in no order. */
    void forEachBranch(Consumer<BranchKey> each);

    /** Removes a branch's snapshots; none of them being there is no error. */
    void purge(BranchKey branch);

    /** The outcome of an {@link #append}. */
    enum Append {
        /** The snapshot is the live one. */
        DONE,
        /** Another one of that number was there, or the log is gone: the caller has to look at the new state. */
        STALE
    }

    /** The place of a snapshot. */
    record Location(BranchKey branch, SnapshotNumber number) {}
}
