package io.erpconfig.core.project;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A project's record.
 *
 * @param key           owner and repoId
 * @param createdAt     in whole seconds
 * @param defaultBranch the branch that is read where none is named; it is there as long as the project is
 */
public record Project(ProjectKey key, Instant createdAt, Branch defaultBranch) {

    public Project {
        requireNonNull(key, "key");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(defaultBranch, "defaultBranch");
    }

    public ProjectId id() {
        return ProjectId.of(key);
    }
}
