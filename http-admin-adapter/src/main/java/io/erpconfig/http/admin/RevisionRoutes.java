package io.erpconfig.http.admin;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Json;
import io.erpconfig.http.archive.ArchiveAnswer;
import io.erpconfig.http.archive.ArchiveFormat;
import io.erpconfig.http.archive.ArchiveScope;
import io.erpconfig.http.content.FileContent;
import io.erpconfig.http.content.TreeListing;
import io.erpconfig.http.diff.Diffs;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Routes that read a branch at any ref. */
final class RevisionRoutes {

    private static final String FROM = "from";
    private static final String TO = "to";

    private final ConfigReader reader;
    private final TreeListing listing;
    private final FileContent content;
    private final Diffs diffs;

    RevisionRoutes(ConfigReader reader) {
        this.reader = reader;
        this.listing = new TreeListing(reader);
        this.content = new FileContent(reader);
        this.diffs = new Diffs(reader);
    }

    /** {@code GET A/projects/{repoId}/branches/{branch}/tree} */
    Answer tree(AdminCall call) {
        return listing.list(atRef(call), call.path(), call.query(), call.links(), true);
    }

    /** {@code GET A/projects/{repoId}/branches/{branch}/files/{path...}} */
    Answer file(AdminCall call) {
        Revision revision = atRef(call);
        return content.file(reader.file(revision, new ConfigPath(call.variable("path"))));
    }

    private Revision atRef(AdminCall call) {
        return call.revision(reader, call.project(reader));
    }

    /** {@code GET A/projects/{repoId}/archive.zip} */
    Answer archive(AdminCall call) {
        Project project = call.project(reader);
        String ref = call.query()
                .text("ref")
                .orElseGet(() -> project.defaultBranch().name().value());
        Revision revision = AdminCall.revision(reader, project, ref);
        return ArchiveAnswer.of(reader, revision, ref, ArchiveScope.of(call.query()), ArchiveFormat.ZIP);
    }

    /** {@code GET A/projects/{repoId}/compare}: from the one to the other, wherever they parted. */
    Answer compare(AdminCall call) {
        Project project = call.project(reader);
        Side from = side(call, project, FROM);
        Side to = side(call, project, TO);
        return Answer.writtenJson(json -> {
                    json.writeStartObject();
                    from.write(json, FROM);
                    to.write(json, TO);
                    json.writeName("diffs");
                    diffs.write(json, reader.compare(from.revision(), to.revision()));
                    json.writeEndObject();
                })
                .withTag(EntityTag.ofParts(
                        from.ref(),
                        from.commitId(),
                        from.branch().orElse(""),
                        to.ref(),
                        to.commitId(),
                        to.branch().orElse("")));
    }

    private Side side(AdminCall call, Project project, String parameter) {
        String ref = call.query().text(parameter).orElseThrow(() -> ApiException.parameter(parameter + " is missing"));
        Revision revision = AdminCall.revision(reader, project, ref);
        Optional<String> branch = reader.branches(project).stream()
                .filter(state -> state.branch().id().equals(revision.branch().branch()))
                .map(state -> state.branch().name().value())
                .findFirst();
        return new Side(ref, branch, revision);
    }

    /**
     * One of two that are compared: what was asked for, and what it meant.
     *
     * @param branch where the snapshot is, if that was not deleted
     */
    private record Side(String ref, Optional<String> branch, Revision revision) {

        String commitId() {
            return revision.snapshot().commitId().hex();
        }

        void write(JsonGenerator json, String name) {
            json.writeObjectPropertyStart(name);
            json.writeStringProperty("ref", ref);
            Json.optional(json, "branch", branch);
            json.writeStringProperty("snapshot", revision.snapshot().number().toString());
            json.writeStringProperty("commit_id", commitId());
            json.writeStringProperty("short_id", revision.snapshot().shortId());
            json.writeEndObject();
        }
    }
}
