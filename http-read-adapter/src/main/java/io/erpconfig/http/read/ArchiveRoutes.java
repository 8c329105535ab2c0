package io.erpconfig.http.read;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.archive.ArchiveAnswer;
import io.erpconfig.http.archive.ArchiveFormat;
import io.erpconfig.http.archive.ArchiveScope;

/** A whole revision in one request. */
final class ArchiveRoutes {

    private final ConfigReader reader;

    ArchiveRoutes(ConfigReader reader) {
        this.reader = reader;
    }

    /** {@code GET projects/{id}/repository/archive} */
    Answer inAnyFormat(ReadCall call) {
        ArchiveFormat format =
                call.query().text("format").map(ArchiveFormat::named).orElse(ArchiveFormat.TAR_GZ);
        return archive(call, format);
    }

    /** {@code GET projects/{id}/repository/archive.{format}} */
    Answer byEnding(ReadCall call) {
        return in(ArchiveFormat.named(call.variable("format"))).answer(call);
    }

    /** The same with one of the endings. */
    ReadHandler in(ArchiveFormat format) {
        return call -> {
            if (call.query().text("format").map(ArchiveFormat::named).orElse(format) != format) {
                throw ApiException.parameter("format is another one than the path's ending");
            }
            return archive(call, format);
        };
    }

    private Answer archive(ReadCall call, ArchiveFormat format) {
        Project project = call.project();
        Revision revision = call.revision(project, "sha", "404 File Not Found");
        ArchiveScope scope = ArchiveScope.of(call.query());
        return ArchiveAnswer.of(reader, revision, call.refName(project, "sha"), scope, format);
    }
}
