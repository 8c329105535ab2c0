package io.erpconfig.core.maintenance;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import java.util.Optional;

/** What branches were copied from. */
final class Origins {

    private Origins() {}

    /**
     * Whether the first snapshot of a branch was copied from none, or from one that is there.
     *
     * @throws ConfigStoreException if that can't be read
     */
    static boolean isThere(BranchKey branch, Snapshot first, SnapshotLog snapshots) {
        Optional<Snapshot.Parent> parent = first.parent();
        return parent.isEmpty()
                || snapshots
                        .find(
                                new BranchKey(branch.project(), parent.get().branch()),
                                parent.get().number())
                        .filter(origin -> origin.commitId().equals(parent.get().commitId()))
                        .isPresent();
    }

    /** Throws {@link ErrorCode#STORAGE_DAMAGED} if the branch was copied from a snapshot that is not there. */
    static void require(BranchKey branch, SnapshotLog snapshots) {
        Optional<Snapshot> first = snapshots.find(branch, SnapshotNumber.FIRST);
        if (first.isPresent() && !isThere(branch, first.get(), snapshots)) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_DAMAGED,
                    "the snapshot that branch " + branch.branch() + " of " + branch.project()
                            + " was copied from is not there, or another one");
        }
    }
}
