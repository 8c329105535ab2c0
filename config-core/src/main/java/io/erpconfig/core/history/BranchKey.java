package io.erpconfig.core.history;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectKey;

/** Where a branch's snapshots are filed: its project and its id. */
public record BranchKey(ProjectKey project, BranchId branch) {

    public BranchKey {
        requireNonNull(project, "project");
        requireNonNull(branch, "branch");
    }
}
