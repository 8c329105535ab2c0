package io.erpconfig.core.embed;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.Revision;
import java.util.stream.Stream;

/**
 * A branch, by its name: what is made again under that name after a deletion is the same branch to it.
 *
 * <p>Each method throws {@link ErrorCode#BRANCH_NOT_FOUND} if the branch is no longer there.
 */
public final class ConfigBranch {

    private final StoreAccess access;
    private final Project project;
    private final BranchName name;

    ConfigBranch(StoreAccess access, Project project, BranchName name) {
        this.access = access;
        this.project = project;
        this.name = name;
    }

    public String name() {
        return name.value();
    }

    /**
     * The newest state. All that is read through what this returns is of that one state, whatever is saved meanwhile; ask
     * again for a newer one.
     */
    public ConfigRevision live() {
        return access.reader()
                .findBranch(project, name)
                .map(state -> new Revision(
                        project, new BranchKey(project.key(), state.branch().id()), state.live()))
                .map(revision -> new ConfigRevision(access.reader(), revision))
                .orElseThrow(() -> notFound(name));
    }

    /**
     * The states of this branch, newest first, and then those of the branch that it was copied from. Each is read when the
     * stream gets to it.
     */
    public Stream<ConfigRevision> history() {
        return live().history();
    }

    /** Begins an edit, of which nothing is seen before it is saved. */
    public ConfigEdit edit() {
        return new ConfigEdit(access, project, name);
    }

    @Override
    public String toString() {
        return project.key() + "@" + name;
    }

    static ConfigStoreException notFound(BranchName name) {
        return new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "no branch '" + name + "'");
    }
}
