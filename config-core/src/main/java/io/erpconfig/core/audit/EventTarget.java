package io.erpconfig.core.audit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectId;
import java.util.Optional;

/**
 * What an event was about, by ids that stay the same: names are in its audit entry, and may be given anew by now.
 *
 * @param project       the project, if it is about one
 * @param branch        the branch, if it is about one; of a project the default branch
 * @param defaultBranch whether that is the project's default branch
 */
public record EventTarget(Optional<ProjectId> project, Optional<BranchId> branch, boolean defaultBranch) {

    /** The target of an event that is about no project, such as a token's. */
    public static final EventTarget NONE = new EventTarget(Optional.empty(), Optional.empty(), false);

    public EventTarget {
        requireNonNull(project, "project");
        requireNonNull(branch, "branch");
    }
}
