package io.erpconfig.http.content;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import java.time.Instant;
import java.util.List;

/** The time at which a project was last changed, as far as its branches tell. */
public final class LastActivity {

    private LastActivity() {}

    /** The newest of the project's own time and those of its branches' newest snapshots. */
    public static Instant of(Project project, List<BranchState> branches) {
        Instant last = project.createdAt();
        for (BranchState branch : branches) {
            Instant saved = branch.live().createdAt();
            last = saved.isAfter(last) ? saved : last;
        }
        return last;
    }
}
