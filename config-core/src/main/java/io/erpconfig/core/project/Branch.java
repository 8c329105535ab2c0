package io.erpconfig.core.project;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * A branch's record. What is in the branch is in its {@linkplain io.erpconfig.core.history.SnapshotLog log}.
 *
 * @param name      how it is called, unique among the project's branches
 * @param id        under which its snapshots are
 * @param createdAt cut to whole seconds
 */
public record Branch(BranchName name, BranchId id, Instant createdAt) {

    /** The order of a project's branches. */
    public static final Comparator<Branch> BY_NAME = Comparator.comparing(Branch::name);

    public Branch {
        requireNonNull(name, "name");
        requireNonNull(id, "id");
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
    }
}
