package io.erpconfig.core.read;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Branch;

/**
 * A branch and what is in it.
 *
 * @param branch    its record
 * @param isDefault whether it is the project's default branch
 * @param live      its newest snapshot
 */
public record BranchState(Branch branch, boolean isDefault, Snapshot live) {}
