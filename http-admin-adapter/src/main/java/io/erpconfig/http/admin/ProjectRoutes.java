package io.erpconfig.http.admin;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Json;
import io.erpconfig.http.Page;
import io.erpconfig.http.content.LastActivity;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The signed-in user's projects. */
final class ProjectRoutes {

    private static final String NAME = "name";
    private static final String TYPE = "type";

    private final ConfigReader reader;
    private final ProjectEditor editor;

    ProjectRoutes(ConfigReader reader, ProjectEditor editor) {
        this.reader = reader;
        this.editor = editor;
    }

    /** {@code GET A/projects} */
    Answer list(AdminCall call) {
        Page.Sliced<Project> page = Page.slice(reader.projects(call.owner()), call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    page.items().forEach(project -> write(json, project));
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    /** {@code GET A/projects/{repoId}} */
    Answer one(AdminCall call) {
        Project project = call.project(reader);
        return Answer.json(json -> write(json, project));
    }

    /** {@code POST A/projects} */
    Answer create(AdminCall call) throws IOException {
        call.audit().of(AuditAction.PROJECT_CREATE);
        BodyFields body = call.body().fields(NAME, TYPE);
        String name = body.text(NAME);
        String type = body.optionalText(TYPE).orElse(RepoId.DEFAULT_TYPE);
        call.audit().on(Subject.PROJECT, name + '.' + type);
        ProjectKey key = new ProjectKey(call.owner(), RepoId.of(name, type));
        Project project = editor.createProject(key, call.author(), call.made());
        call.audit().written();
        return Answer.json(json -> write(json, project)).withStatus(201);
    }

    /** {@code DELETE A/projects/{repoId}} */
    Answer delete(AdminCall call) {
        call.audit().of(AuditAction.PROJECT_DELETE);
        ProjectKey key = call.projectKey();
        editor.deleteProject(key, call.made());
        call.audit().written();
        return Answer.empty(204);
    }

    private void write(JsonGenerator json, Project project) {
        List<BranchState> branches = reader.branches(project);
        RepoId repoId = project.key().repoId();
        json.writeStartObject();
        json.writeStringProperty("repoId", repoId.value());
        json.writeStringProperty(NAME, repoId.name());
        json.writeStringProperty(TYPE, repoId.type());
        json.writeStringProperty("path", "/apps/site-builder/user/" + project.key() + '/');
        json.writeStringProperty(
                "default_branch", project.defaultBranch().name().value());
        json.writeNumberProperty("id", project.id().value());
        json.writeStringProperty("created_at", Json.time(project.createdAt()));
        json.writeStringProperty("updated_at", Json.time(LastActivity.of(project, branches)));
        json.writeNumberProperty("branches", branches.size());
        json.writeEndObject();
    }
}
