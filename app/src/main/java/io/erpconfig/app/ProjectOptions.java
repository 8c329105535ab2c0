package io.erpconfig.app;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import picocli.CommandLine.Option;

/** Which project a command works on. */
final class ProjectOptions {

    @Option(names = "--owner", required = true, paramLabel = "OWNER", description = "Whom the project belongs to.")
    private OwnerId owner;

    @Option(
            names = "--project",
            required = true,
            paramLabel = "PROJECT",
            description = "The project, such as b2b-cnc.erp-config.")
    private RepoId project;

    ProjectKey key() {
        return new ProjectKey(owner, project);
    }
}
