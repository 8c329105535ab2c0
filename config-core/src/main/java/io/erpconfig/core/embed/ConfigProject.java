package io.erpconfig.core.embed;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import java.util.List;
import java.util.Optional;

/**
 * A project, by its name. It may be deleted meanwhile, by anyone: then its branches are not found. What is made again under
 * that name is the same project to this, though {@link #project} still tells of the earlier one.
 */
public final class ConfigProject {

    private final StoreAccess access;
    private final Project project;

    ConfigProject(StoreAccess access, Project project) {
        this.access = access;
        this.project = project;
    }

    /** Its record: names, id, when it was made. */
    public Project project() {
        return project;
    }

    /** Its branches, by name. */
    public List<ConfigBranch> branches() {
        return access.reader().branches(project).stream()
                .map(state -> branch(state.branch().name()))
                .toList();
    }

    /** The branch that is read where none is named. */
    public ConfigBranch defaultBranch() {
        return branch(project.defaultBranch().name());
    }

    /** The branch of that name, if there is one. */
    public Optional<ConfigBranch> findBranch(String name) {
        return findBranch(new BranchName(name));
    }

    private Optional<ConfigBranch> findBranch(BranchName name) {
        Optional<BranchState> there = access.reader().findBranch(project, name);
        return there.map(state -> branch(name));
    }

    /**
     * The branch of that name.
     *
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND}
     */
    public ConfigBranch branch(String name) {
        return findBranch(name).orElseThrow(() -> ConfigBranch.notFound(new BranchName(name)));
    }

    private ConfigBranch branch(BranchName name) {
        return new ConfigBranch(access, project, name);
    }

    /**
     * Makes an empty branch.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#PROJECT_NOT_FOUND}
     */
    public ConfigBranch createBranch(String name) {
        BranchName checked = new BranchName(name);
        access.projects().createBranch(project, checked, access.author());
        return branch(checked);
    }

    /**
     * Makes a branch that begins as a copy. No content is copied.
     *
     * @param from a ref: see {@link #at}
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#REF_NOT_FOUND}, {@link
     *     ErrorCode#PROJECT_NOT_FOUND}
     */
    public ConfigBranch createBranch(String name, String from) {
        BranchName checked = new BranchName(name);
        access.projects().copyBranch(project, checked, at(from).revision(), access.author());
        return branch(checked);
    }

    /**
     * Deletes a branch with its history.
     *
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND}, {@link ErrorCode#DEFAULT_BRANCH}
     */
    public void deleteBranch(String name) {
        access.projects().deleteBranch(project, new BranchName(name));
    }

    /**
     * The state that a ref means now.
     *
     * @param ref {@code master}, {@code master@v0003}, {@code HEAD}, a commit id or its first digits, or a
     *     {@code short_id}
     * @throws ConfigStoreException {@link ErrorCode#REF_NOT_FOUND}
     */
    public ConfigRevision at(String ref) {
        return new ConfigRevision(access.reader(), access.reader().resolve(project, Ref.parse(ref)));
    }

    @Override
    public String toString() {
        return project.key().toString();
    }
}
