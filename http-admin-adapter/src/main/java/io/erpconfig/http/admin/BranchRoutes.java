package io.erpconfig.http.admin;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Json;
import io.erpconfig.http.Page;
import io.erpconfig.http.content.CommitFields;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** A project's branches. */
final class BranchRoutes {

    private static final String NAME = "name";
    private static final String FROM = "from";

    private final ConfigReader reader;
    private final ProjectEditor editor;

    BranchRoutes(ConfigReader reader, ProjectEditor editor) {
        this.reader = reader;
        this.editor = editor;
    }

    /** {@code GET A/projects/{repoId}/branches} */
    Answer list(AdminCall call) {
        Project project = call.project(reader);
        Page.Sliced<BranchState> page = Page.slice(reader.branches(project), call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    page.items().forEach(branch -> write(json, branch));
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    /** {@code GET A/projects/{repoId}/branches/{branch}} */
    Answer one(AdminCall call) {
        BranchState branch = call.branch(reader, call.project(reader));
        return Answer.json(json -> write(json, branch)).withTag(tag(branch.live()));
    }

    /** {@code POST A/projects/{repoId}/branches} */
    Answer create(AdminCall call) throws IOException {
        call.audit().of(AuditAction.BRANCH_CREATE);
        Project project = call.project(reader);
        BodyFields body = call.body().fields(NAME, FROM);
        call.audit().on(Subject.BRANCH, body.text(NAME));
        BranchName name = new BranchName(body.text(NAME));
        Optional<String> from = body.nullableText(FROM);
        if (from.isPresent()) {
            call.audit().on(Subject.SOURCE, from.get());
            Revision source = AdminCall.revision(reader, project, from.get());
            editor.copyBranch(project, name, source, call.author(), call.made());
        } else {
            editor.createBranch(project, name, call.author(), call.made());
        }
        call.audit().written();
        BranchState made = reader.findBranch(project, name).orElseThrow(AdminCall::branchNotFound);
        return Answer.json(json -> write(json, made)).withStatus(201).with("ETag", tag(made.live()));
    }

    /** {@code DELETE A/projects/{repoId}/branches/{branch}} */
    Answer delete(AdminCall call) {
        call.audit().of(AuditAction.BRANCH_DELETE);
        Project project = call.project(reader);
        BranchState branch = call.branch(reader, project);
        editor.deleteBranch(project, branch.branch().name(), call.made());
        call.audit().written();
        return Answer.empty(204);
    }

    /** A branch's entity tag: the id of its newest commit, from which all that is said of it follows. */
    static String tag(Snapshot live) {
        return EntityTag.of(live.commitId().hex());
    }

    private static void write(JsonGenerator json, BranchState state) {
        Snapshot live = state.live();
        json.writeStartObject();
        json.writeStringProperty(NAME, state.branch().name().value());
        json.writeBooleanProperty("default", state.isDefault());
        json.writeObjectPropertyStart("commit");
        CommitFields.write(json, live);
        json.writeEndObject();
        json.writeStringProperty("snapshot", live.number().toString());
        json.writeNumberProperty("files", live.listing().files());
        json.writeNumberProperty("size", live.listing().size());
        json.writeStringProperty("updated_at", Json.time(live.createdAt()));
        json.writeEndObject();
    }
}
