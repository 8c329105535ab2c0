package io.erpconfig.http.read;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.content.LastActivity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A project with what its branches tell of it.
 *
 * @param lastActivity  when a branch was last saved
 * @param defaultBranch what is live there
 */
record ListedProject(Project project, Instant lastActivity, Snapshot defaultBranch) {

    /** The project as it is now; empty if it was deleted meanwhile. */
    static Optional<ListedProject> find(ConfigReader reader, Project project) {
        List<BranchState> branches = reader.branches(project);
        return branches.stream()
                .filter(BranchState::isDefault)
                .findFirst()
                .map(master -> new ListedProject(project, LastActivity.of(project, branches), master.live()));
    }
}
