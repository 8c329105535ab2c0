package io.erpconfig.core.project;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A branch's record. What is in the branch is in its {@linkplain io.erpconfig.core.history.SnapshotLog log}.
 *
 * @param name      how it is called, unique among the project's branches
 * @param id        under which its snapshots are
 * @param createdAt in whole seconds
 */
public record Branch(BranchName name, BranchId id, Instant createdAt) {

    public Branch {
        requireNonNull(name, "name");
        requireNonNull(id, "id");
        requireNonNull(createdAt, "createdAt");
    }
}
