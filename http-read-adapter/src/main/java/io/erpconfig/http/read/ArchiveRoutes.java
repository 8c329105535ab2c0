package io.erpconfig.http.read;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.archive.ArchiveAnswer;
import io.erpconfig.http.archive.ArchiveFormat;

/** A whole revision in one request. */
final class ArchiveRoutes {

    private final ConfigReader reader;

    ArchiveRoutes(ConfigReader reader) {
        this.reader = reader;
    }

    /** {@code GET projects/{id}/repository/archive} and the same with an ending */
    ReadHandler in(ArchiveFormat format) {
        return call -> {
            Project project = call.project();
            Revision revision = call.revision(project, "sha", "404 File Not Found");
            return ArchiveAnswer.of(reader, revision, call.refName(project, "sha"), call.path(), format);
        };
    }
}
