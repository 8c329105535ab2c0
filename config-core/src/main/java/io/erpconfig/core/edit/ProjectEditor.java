package io.erpconfig.core.edit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.Revision;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes and deletes projects and branches. Safe for any number of threads. */
public final class ProjectEditor {

    private final ConfigStore store;
    private final Clock clock;
    private final SecureRandom random;

    public ProjectEditor(ConfigStore store, Clock clock, SecureRandom random) {
        this.store = requireNonNull(store, "store");
        this.clock = requireNonNull(clock, "clock");
        this.random = requireNonNull(random, "random");
    }

    /**
     * Makes a project with an empty {@code master}.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}
     */
    public Project createProject(ProjectKey key, Author author) {
        if (store.projects().find(key).isPresent()
                || store.projects().find(ProjectId.of(key)).isPresent()) {
            throw projectExists(key);
        }
        Instant now = now();
        Branch master = new Branch(BranchName.MASTER, BranchId.random(random), now);
        append(key, master, empty(author, now, "Create project " + key.repoId()));
        Project project = new Project(key, now, master);
        if (!store.projects().create(project)) {
            throw projectExists(key);
        }
        return project;
    }

    private static ConfigStoreException projectExists(ProjectKey key) {
        return new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a project '" + key.repoId() + "' already");
    }

    /**
     * Deletes a project with all its history.
     *
     * @throws ConfigStoreException {@link ErrorCode#PROJECT_NOT_FOUND}
     */
    public void deleteProject(ProjectKey key) {
        if (!store.projects().delete(key, clock.instant())) {
            throw new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no project '" + key.repoId() + "'");
        }
    }

    /**
     * Makes an empty branch.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#PROJECT_NOT_FOUND}
     */
    public Branch createBranch(Project project, BranchName name, Author author) {
        return create(project, name, empty(author, now(), "Create branch " + name), key -> {});
    }

    /**
     * Makes a branch that begins as a copy of a revision of the same project. No content is copied.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#PROJECT_NOT_FOUND},
     *     {@link ErrorCode#REF_NOT_FOUND} if the source has been swept away meanwhile
     */
    public Branch copyBranch(Project project, BranchName name, Revision from, Author author) {
        if (!from.project().key().equals(project.key())) {
            throw new IllegalArgumentException("from: a revision of " + project.key());
        }
        Snapshot source = from.snapshot();
        Snapshot.Parent parent = new Snapshot.Parent(from.branch().branch(), source.number(), source.commitId());
        Snapshot first = Snapshot.of(
                SnapshotNumber.FIRST,
                source.root(),
                source.rootGitId(),
                source.listing(),
                Optional.of(parent),
                author,
                now(),
                "Create branch " + name,
                Cause.COPY);
        return create(project, name, first, key -> {
            // The source may be of a deleted branch. A sweep that still left it here will find the copy filed.
            if (store.snapshots().live(from.branch()).isEmpty()) {
                store.snapshots().purge(key);
                throw new ConfigStoreException(ErrorCode.REF_NOT_FOUND, "what was to be copied is gone");
            }
        });
    }

    private Branch create(Project project, BranchName name, Snapshot first, Consumer<BranchKey> filed) {
        if (store.projects().findBranch(project.key(), name).isPresent()) {
            throw branchExists(name);
        }
        Branch branch = new Branch(name, BranchId.random(random), first.createdAt());
        append(project.key(), branch, first);
        filed.accept(new BranchKey(project.key(), branch.id()));
        if (!store.projects().createBranch(project.key(), branch)) {
            throw branchExists(name);
        }
        return branch;
    }

    private static ConfigStoreException branchExists(BranchName name) {
        return new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a branch '" + name + "' already");
    }

    /**
     * Deletes a branch with its history.
     *
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND}, {@link ErrorCode#DEFAULT_BRANCH}
     */
    public void deleteBranch(Project project, BranchName name) {
        if (name.equals(project.defaultBranch().name())) {
            throw new ConfigStoreException(
                    ErrorCode.DEFAULT_BRANCH, "'" + name + "' is the default branch, which can't be deleted");
        }
        boolean deleted = store.projects()
                .findBranch(project.key(), name)
                .filter(branch -> store.projects().deleteBranch(project.key(), branch, clock.instant()))
                .isPresent();
        if (!deleted) {
            throw new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "no branch '" + name + "'");
        }
    }

    private Snapshot empty(Author author, Instant now, String message) {
        return Snapshot.of(
                SnapshotNumber.FIRST,
                Tree.EMPTY.id(),
                Tree.EMPTY.gitId(),
                ContentListing.of(Tree.EMPTY, id -> Tree.EMPTY),
                Optional.empty(),
                author,
                now,
                message,
                Cause.CREATE);
    }

    /** The branch's id is new, so nobody else appends there. */
    private void append(ProjectKey project, Branch branch, Snapshot first) {
        store.snapshots().append(new BranchKey(project, branch.id()), first);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
