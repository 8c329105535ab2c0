package io.erpconfig.core.history;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectKey;

/** The key of a branch's snapshots: its project and its id. */
public record BranchKey(ProjectKey project, BranchId branch) {

    public BranchKey {
        requireNonNull(project, "project");
        requireNonNull(branch, "branch");
    }
}
