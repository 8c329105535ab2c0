package io.erpconfig.http.read;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Page;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/** A project's branches. */
final class BranchRoutes {

    /** {@code GET projects/{id}/repository/branches} */
    Answer list(Call call) {
        Project project = call.project();
        Predicate<String> wanted = BranchFilter.of(call.query());
        List<BranchState> found = call.branches(project).stream()
                .filter(branch -> wanted.test(branch.branch().name().value()))
                .toList();
        Page.Sliced<BranchState> page = Page.slice(found, call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    page.items().forEach(branch -> write(json, call, project, branch));
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    /** {@code GET projects/{id}/repository/branches/{branch}} */
    Answer one(Call call) {
        Project project = call.project();
        BranchState branch = call.branch(project);
        return Answer.json(json -> write(json, call, project, branch));
    }

    /** {@code HEAD projects/{id}/repository/branches/{branch}} */
    Answer exists(Call call) {
        call.branch(call.project());
        return Answer.empty(204);
    }

    private static void write(JsonGenerator json, Call call, Project project, BranchState state) {
        String name = state.branch().name().value();
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeName("commit");
        CommitJson.write(json, call, project.key(), state.live());
        json.writeBooleanProperty("merged", false);
        json.writeBooleanProperty("protected", false);
        json.writeBooleanProperty("developers_can_push", false);
        json.writeBooleanProperty("developers_can_merge", false);
        json.writeBooleanProperty("can_push", false);
        json.writeBooleanProperty("default", state.isDefault());
        json.writeStringProperty("web_url", WebUrls.in(call, project.key(), "tree", name));
        json.writeEndObject();
    }
}
