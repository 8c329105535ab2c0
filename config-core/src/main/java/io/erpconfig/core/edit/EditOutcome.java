package io.erpconfig.core.edit;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.history.Snapshot;
import java.util.List;

/** The outcome of an {@link Edit}. */
public sealed interface EditOutcome {

    /**
     * The edit was made, and is durable.
     *
     * @param live    the snapshot that it made
     * @param before  the one that it was made on
     * @param written the files that it brought content for, in the order of its changes
     */
    record Saved(Snapshot live, Snapshot before, List<Written> written) implements EditOutcome {
        public Saved {
            written = List.copyOf(written);
        }
    }

    /**
     * The edit would leave the content as it is: no snapshot was made.
     *
     * @param written the files that it brought content for, which are there already
     */
    record Unchanged(Snapshot live, List<Written> written) implements EditOutcome {
        public Unchanged {
            written = List.copyOf(written);
        }
    }

    /** Its precondition does not hold: nothing was written. */
    record Stale(Snapshot live) implements EditOutcome {}

    /**
     * A file that a change brought content for.
     *
     * @param isNew whether nothing was at its path before that change
     */
    record Written(ConfigPath path, FileEntry file, boolean isNew) {}
}
