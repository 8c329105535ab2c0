package io.erpconfig.http.read;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/** A project's branches. */
final class BranchRoutes {

    /** {@code GET projects/{id}/repository/branches} */
    Answer list(ReadCall call) {
        Project project = call.project();
        Predicate<String> wanted = BranchFilter.of(call.query());
        List<BranchState> found = call.branches(project).stream()
                .filter(branch -> wanted.test(branch.branch().name().value()))
                .sorted(order(call.query()))
                .toList();
        Page.Sliced<BranchState> page = Page.isByKey(call.query())
                ? Page.sliceByKey(found, BranchRoutes::name, call.query(), call.links())
                : Page.slice(found, call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    page.items().forEach(branch -> write(json, call, project, branch));
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    private static Comparator<BranchState> order(Query query) {
        Comparator<BranchState> byName = Comparator.comparing(BranchRoutes::name);
        Comparator<BranchState> byTime =
                Comparator.comparing(state -> state.live().createdAt());
        String sort = query.text("sort").orElse("name_asc");
        if (Page.isByKey(query) && !sort.equals("name_asc")) {
            throw ApiException.parameter("sort must be name_asc with pagination=keyset");
        }
        return switch (sort) {
            case "name_asc" -> byName;
            case "updated_asc" -> byTime.thenComparing(byName);
            case "updated_desc" -> byTime.reversed().thenComparing(byName);
            default -> throw ApiException.parameter("sort must be name_asc, updated_asc or updated_desc");
        };
    }

    private static String name(BranchState state) {
        return state.branch().name().value();
    }

    /** {@code GET projects/{id}/repository/branches/{branch}} */
    Answer one(ReadCall call) {
        Project project = call.project();
        BranchState branch = call.branch(project);
        return Answer.json(json -> write(json, call, project, branch));
    }

    /** {@code HEAD projects/{id}/repository/branches/{branch}} */
    Answer exists(ReadCall call) {
        call.branch(call.project());
        return Answer.empty(204);
    }

    private static void write(JsonGenerator json, ReadCall call, Project project, BranchState state) {
        String name = name(state);
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
