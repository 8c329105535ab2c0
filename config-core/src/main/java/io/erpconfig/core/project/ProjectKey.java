package io.erpconfig.core.project;

import static java.util.Objects.requireNonNull;

/** The name of a project in the whole store: its owner and its repoId, written {@code owner/repoId}. */
public record ProjectKey(OwnerId owner, RepoId repoId) {

    public ProjectKey {
        requireNonNull(owner, "owner");
        requireNonNull(repoId, "repoId");
    }

    @Override
    public String toString() {
        return owner + "/" + repoId;
    }
}
