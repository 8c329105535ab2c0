package io.erpconfig.core.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Project;

/**
 * A ref, resolved: one snapshot of one branch. All that is read through one revision is of one state, whatever is saved
 * meanwhile.
 *
 * @param project  whose it is
 * @param branch   where the snapshot is filed
 * @param snapshot the state itself
 */
public record Revision(Project project, BranchKey branch, Snapshot snapshot) {

    public Revision {
        requireNonNull(project, "project");
        requireNonNull(branch, "branch");
        requireNonNull(snapshot, "snapshot");
    }
}
