package io.erpconfig.http.read;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Body;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.ErrorWord;
import io.erpconfig.http.HeaderText;
import io.erpconfig.http.Refusal;
import io.erpconfig.http.archive.Archive;
import io.erpconfig.http.archive.ArchiveFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** A whole revision in one request. */
final class ArchiveRoutes {

    private final ConfigReader reader;

    ArchiveRoutes(ConfigReader reader) {
        this.reader = reader;
    }

    /** {@code GET projects/{id}/repository/archive} and the same with an ending */
    ReadHandler in(ArchiveFormat format) {
        return call -> archive(call, format);
    }

    private Answer archive(Call call, ArchiveFormat format) {
        Project project = call.project();
        Revision revision = call.revision(project, "sha", "404 File Not Found");
        Optional<ConfigPath> path = call.path();
        String content = path.map(below -> id(revision, below))
                .orElseGet(() -> revision.snapshot().rootGitId().hex());
        String folder = Archive.folderName(
                project.key().repoId(),
                call.refName(project, "sha"),
                revision.snapshot().shortId());
        Body body = new Body.Written(
                OptionalLong.empty(), out -> Archive.write(reader, revision, path, folder, format, out));
        return Answer.of(format.mediaType(), body)
                .with("Content-Disposition", HeaderText.disposition("attachment", folder + '.' + format.ending()))
                // All that the bytes follow from.
                .withTag(EntityTag.ofParts(
                        format.ending(), folder, path.map(ConfigPath::value).orElse(""), content));
    }

    private String id(Revision revision, ConfigPath path) {
        TreeEntry entry = reader.find(revision, path).orElseThrow(() -> new Refusal(ErrorWord.FILE_NOT_FOUND));
        return entry.gitId().hex();
    }
}
