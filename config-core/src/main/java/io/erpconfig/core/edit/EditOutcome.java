package io.erpconfig.core.edit;

import io.erpconfig.core.history.Snapshot;

/** The outcome of an {@link Edit}. */
public sealed interface EditOutcome {

    /**
     * The edit was made, and is durable.
     *
     * @param live   the snapshot that it made
     * @param before the one that it was made on
     */
    record Saved(Snapshot live, Snapshot before) implements EditOutcome {}

    /** The edit would leave the content as it is: no snapshot was made. */
    record Unchanged(Snapshot live) implements EditOutcome {}

    /** Its precondition does not hold: nothing was written. */
    record Stale(Snapshot live) implements EditOutcome {}
}
