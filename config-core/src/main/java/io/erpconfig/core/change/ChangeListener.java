package io.erpconfig.core.change;

import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.OwnerId;

/**
 * A listener that a storage tells what changes in it, by this process and by others: soon after a change can be read, and
 * with nothing of what it is. One thread tells all listeners, in the order in which they came, so none may wait for anything.
 */
public interface ChangeListener {

    /**
     * Snapshots were appended to a branch.
     *
     * @param first the number of the first of them
     */
    void appended(BranchKey branch, SnapshotNumber first);

    /** The log of a branch is gone. */
    void purged(BranchKey branch);

    /** An owner's audit trail, and perhaps the log of events, has grown. */
    void audited(OwnerId owner);

    /** Projects or branches were made, changed or deleted. */
    void projectsChanged();

    /** Tokens were issued, changed or revoked. */
    void tokensChanged();

    /** Accounts were made, changed or deleted. */
    void accountsChanged();

    /** Sessions have ended. */
    void sessionsEnded();

    /** Anything may have changed, as when the storage has been out of reach: what was seen before is doubtful. */
    void anythingChanged();
}
