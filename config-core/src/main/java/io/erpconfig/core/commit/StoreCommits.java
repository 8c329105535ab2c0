package io.erpconfig.core.commit;

import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import java.util.List;

/**
 * Makes changes, each in one step: this is the only way in which a branch changes.
 *
 * <p><b>Atomicity.</b> A snapshot that was committed is durable with all that it refers to, and its audit entries are in
 * their trails exactly if it is in its log, whatever fails or dies at whatever instant. Of any number of writers that
 * commit a snapshot of the same number to a branch, exactly one succeeds. Snapshots that are committed together become
 * durable in as few steps as the storage can; each of them is the live one for a while, however short. If the storage
 * fails, those up to any of them may be there, each with its entries.
 *
 * <p><b>Visibility.</b> What was committed is visible to every call begun afterwards. Who sees an audit entry sees its
 * snapshot, and who sees a snapshot sees its content.
 *
 * <p><b>Order.</b> The entries of one commit are in each trail in the order of its steps.
 *
 * <p>Safe for any number of threads.
 */
public interface StoreCommits {

    /**
     * Makes a change, whose first snapshot's number is one above the live one's, or 1 in a log that has none.
     *
     * <p>When it is done its uploads hold nothing any more, and can be used again. When it is stale there is neither a
     * snapshot nor an entry of it; what its uploads hold may have been stored or still be held, and becomes durable with
     * the next commit that has these uploads. When it has failed its uploads can only be closed.
     *
     * @return {@link Outcome#STALE} if the first number is taken, or if it is not 1 and the log has none: it was purged, or
     *     its project deleted, since the caller looked
     * @throws IllegalArgumentException if the first number is more than one above the live one's
     */
    Outcome commit(StoreCommit commit);

    /**
     * Completes what processes that have died left to be done after their commits, and what earlier versions did not note.
     * Nothing that can be read waits for that; one of the processes that have the store open does it from time to time.
     *
     * @return how many commits there was something left of
     */
    int complete();

    /**
     * {@link #commit} of snapshots alone, whose content others that lead to them have already, and of which no trail says
     * anything.
     */
    default Outcome append(BranchKey branch, List<Snapshot> snapshots) {
        return commit(StoreCommit.of(branch, snapshots));
    }

    /** {@link #append(BranchKey, List)} of a single one. */
    default Outcome append(BranchKey branch, Snapshot snapshot) {
        return append(branch, List.of(snapshot));
    }
}
