package io.erpconfig.core.project;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/**
 * A project's record.
 *
 * @param key           owner and repoId
 * @param id            allotted when it was made; a project that is deleted and made again gets another one
 * @param earlierId     which it also answers to, if an earlier version made it
 * @param createdAt     cut to whole seconds
 * @param defaultBranch the branch that is read where none is named; it is there as long as the project is
 */
public record Project(
        ProjectKey key, ProjectId id, Optional<EarlierProjectId> earlierId, Instant createdAt, Branch defaultBranch) {

    /** The order of an owner's projects. */
    public static final Comparator<Project> BY_REPO_ID =
            Comparator.comparing(project -> project.key().repoId());

    public Project {
        requireNonNull(key, "key");
        requireNonNull(id, "id");
        requireNonNull(earlierId, "earlierId");
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
        requireNonNull(defaultBranch, "defaultBranch");
    }

    /** A project as it is made now, with the id that a number of attempts lead to. */
    public static Project made(ProjectKey key, int attempt, Instant createdAt, Branch defaultBranch) {
        return new Project(
                key, ProjectId.candidate(defaultBranch.id(), attempt), Optional.empty(), createdAt, defaultBranch);
    }

    /** A project that an earlier version made, which gave it no id of its own, with one that it is now to have. */
    public static Project madeEarlier(ProjectKey key, int attempt, Instant createdAt, Branch defaultBranch) {
        return new Project(
                key,
                ProjectId.candidate(defaultBranch.id(), attempt),
                Optional.of(EarlierProjectId.of(key)),
                createdAt,
                defaultBranch);
    }
}
