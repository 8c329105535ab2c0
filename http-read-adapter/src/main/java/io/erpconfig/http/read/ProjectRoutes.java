package io.erpconfig.http.read;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Json;
import io.erpconfig.http.Page;
import io.erpconfig.http.content.LastActivity;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The projects that a token covers. */
final class ProjectRoutes {

    private final ConfigReader reader;

    ProjectRoutes(ConfigReader reader) {
        this.reader = reader;
    }

    /** {@code GET projects} */
    Answer list(Call call) {
        List<Project> covered = reader.projects(call.token().owner()).stream()
                .filter(project -> call.token().covers(project.key().repoId()))
                .toList();
        Page.Sliced<Project> page = Page.slice(covered, call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    page.items().forEach(project -> write(json, call, project));
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    /** {@code GET projects/{id}} */
    Answer one(Call call) {
        Project project = call.project();
        return Answer.json(json -> write(json, call, project));
    }

    private void write(JsonGenerator json, Call call, Project project) {
        ProjectKey key = project.key();
        String repo = key.repoId().value();
        String url = WebUrls.project(call, key);
        json.writeStartObject();
        json.writeNumberProperty("id", project.id().value());
        json.writeStringProperty("description", "");
        json.writeStringProperty("name", repo);
        json.writeStringProperty("name_with_namespace", key.owner() + " / " + repo);
        json.writeStringProperty("path", repo);
        json.writeStringProperty("path_with_namespace", key.toString());
        json.writeStringProperty("created_at", Json.time(project.createdAt()));
        json.writeStringProperty(
                "default_branch", project.defaultBranch().name().value());
        json.writeArrayPropertyStart("topics").writeEndArray();
        json.writeStringProperty("http_url_to_repo", url + ".git");
        json.writeStringProperty("web_url", url);
        json.writeStringProperty("last_activity_at", Json.time(LastActivity.of(project, reader.branches(project))));
        json.writeName("namespace");
        namespace(json, call, key.owner());
        json.writeStringProperty("visibility", "private");
        json.writeBooleanProperty("archived", false);
        // An empty branch is a branch: clients give up on a project of which this is true.
        json.writeBooleanProperty("empty_repo", false);
        json.writeEndObject();
    }

    private static void namespace(JsonGenerator json, Call call, OwnerId owner) {
        json.writeStartObject();
        json.writeNumberProperty("id", Numbers.of(owner));
        json.writeStringProperty("name", owner.value());
        json.writeStringProperty("path", owner.value());
        json.writeStringProperty("kind", "user");
        json.writeStringProperty("full_path", owner.value());
        json.writeNullProperty("parent_id");
        json.writeNullProperty("avatar_url");
        json.writeStringProperty("web_url", WebUrls.owner(call, owner));
        json.writeEndObject();
    }
}
