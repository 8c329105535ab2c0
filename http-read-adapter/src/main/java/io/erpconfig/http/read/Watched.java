package io.erpconfig.http.read;

import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectKey;
import java.util.Set;

/**
 * The part of the store that an answer is about: what has to change for the answer to be another one.
 *
 * @param project  the project, whose branches may come and go
 * @param branches those whose content it is about
 * @param all      whether it is about the content of all branches
 */
record Watched(ProjectKey project, Set<BranchId> branches, boolean all) {

    Watched {
        branches = Set.copyOf(branches);
    }

    boolean isAbout(BranchId branch) {
        return all || branches.contains(branch);
    }
}
