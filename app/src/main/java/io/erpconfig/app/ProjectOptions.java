package io.erpconfig.app;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import picocli.CommandLine.Option;

/** Options that name the project of a command. */
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
