package io.erpconfig.core.catalog;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The records of projects and branches.
 *
 * <p>Every change is atomic and durable when its method returns, and visible to every call begun afterwards. Of several
 * calls that race to create the same name, or with the same id, exactly one succeeds. Absence is an empty result, never
 * an error. Safe for any number of threads.
 *
 * <p>A change takes along what the audit trail says of it, in the order given: it is in the trail exactly if the change was
 * made, and nobody sees it before that.
 *
 * <p>A caller that makes a project or branch first appends its snapshot {@code v0001} to the log and then creates the
 * record here: the record is what makes it exist.
 */
public interface ProjectCatalog {

    /** The outcome of creating a project. */
    enum Creation {
        DONE,
        /** There is a project of that name already; nothing has changed. */
        NAME_TAKEN,
        /** The name is free, but another project has that id; nothing has changed. */
        ID_TAKEN
    }

    /**
     * Creates a project with its default branch. A caller tries {@linkplain ProjectId#candidate one id after the other}
     * until it is nobody else's.
     */
    Creation create(Project project, List<AuditEntry> entries);

    /** {@link #create(Project, List)} of which no trail says anything. */
    default Creation create(Project project) {
        return create(project, List.of());
    }

    Optional<Project> find(ProjectKey key);

    /** The project that has this id. It is looked up, not searched for: it takes no longer if there are more projects. */
    Optional<Project> find(ProjectId id);

    /** The project that an earlier version gave this id, if it is still there; looked up likewise. */
    Optional<Project> find(EarlierProjectId id);

    /** An owner's projects by repoId. */
    List<Project> list(OwnerId owner);

    /** Calls back for every project of every owner, in no order. */
    void forEach(Consumer<Project> each);

    /**
     * Deletes a project with all its branches; its name is free at once. What it held is freed by a later
     * sweep. Returns false if it wasn't there, or another of its name by now.
     */
    boolean delete(Project project, Instant now, List<AuditEntry> entries);

    /** Deletes whatever project has this name, of which no trail says anything. Returns false if none has. */
    default boolean delete(ProjectKey key, Instant now) {
        return find(key).filter(project -> delete(project, now, List.of())).isPresent();
    }

    /**
     * Adds a branch. Returns false, and changes nothing, if the project has a branch of that name.
     *
     * @throws ConfigStoreException {@link ErrorCode#PROJECT_NOT_FOUND} if the project isn't there
     */
    boolean createBranch(ProjectKey project, Branch branch, List<AuditEntry> entries);

    /** {@link #createBranch(ProjectKey, Branch, List)} of which no trail says anything. */
    default boolean createBranch(ProjectKey project, Branch branch) {
        return createBranch(project, branch, List.of());
    }

    /** A project's branches by name, the default branch among them; none if the project isn't there. */
    List<Branch> branches(ProjectKey project);

    /** The branch of this name. */
    Optional<Branch> findBranch(ProjectKey project, BranchName name);

    /**
     * Deletes a branch; its name is free at once. Its snapshots are kept until {@link #purgeDeleted}, and for as
     * long as another branch descends from one of them. Returns false if there was no branch of that name, or another by now than
     * this one.
     *
     * @throws IllegalArgumentException if it is the default branch, which goes with the project alone
     */
    boolean deleteBranch(ProjectKey project, Branch branch, Instant now, List<AuditEntry> entries);

    /** {@link #deleteBranch(ProjectKey, Branch, Instant, List)} of which no trail says anything. */
    default boolean deleteBranch(ProjectKey project, Branch branch, Instant now) {
        return deleteBranch(project, branch, now, List.of());
    }

    /** A project's branches that were deleted and not yet forgotten: their content is still looked after. */
    List<Branch> deletedBranches(ProjectKey project);

    /** Forgets the projects and branches that were deleted before a time; snapshots of the branches stay in the log. */
    void purgeDeleted(Instant before);
}
