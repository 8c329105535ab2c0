package io.erpconfig.http.read;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The projects that a token covers. */
final class ProjectRoutes {

    private final ConfigReader reader;

    ProjectRoutes(ConfigReader reader) {
        this.reader = reader;
    }

    /** {@code GET projects} */
    Answer list(Call call) {
        return list(call, call.query().flag("simple"));
    }

    /** {@code GET users/{user}/projects} */
    Answer ofUser(Call call) {
        UserRoutes.user(call);
        return list(call);
    }

    /** {@code GET search}, of projects */
    Answer found(Call call) {
        return list(call, true);
    }

    private Answer list(Call call, boolean simple) {
        Map<Project, Optional<ListedProject>> looked = new HashMap<>();
        Function<Project, Optional<ListedProject>> look =
                project -> looked.computeIfAbsent(project, wanted -> ListedProject.find(reader, wanted));
        Function<Project, Instant> activity =
                project -> look.apply(project).map(ListedProject::lastActivity).orElse(project.createdAt());
        ProjectQuery asked = ProjectQuery.of(call.query(), activity);
        List<Project> found = call.projects().stream()
                .filter(asked.wanted())
                .sorted(asked.order())
                .toList();
        Page.Sliced<Project> page = page(found, call);
        boolean statistics = call.query().flag("statistics");
        return Answer.json(json -> {
                    json.writeStartArray();
                    for (Project project : page.items()) {
                        look.apply(project).ifPresent(listed -> {
                            if (simple) {
                                ProjectJson.simple(json, call, listed);
                            } else {
                                ProjectJson.whole(json, call, listed, statistics);
                            }
                        });
                    }
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    private static Page.Sliced<Project> page(List<Project> found, Call call) {
        Query query = call.query();
        if (!Page.isByKey(query)) {
            return Page.slice(found, query, call.links());
        }
        String behind = ProjectQuery.isAscending(query) ? "id_after" : "id_before";
        return Page.firstByKey(
                found,
                query,
                (last, size) ->
                        call.links().next(size, behind, Long.toString(last.id().value())));
    }

    /** {@code GET projects/{id}} */
    Answer one(Call call) {
        // What these are about is always said.
        call.query().flag("license");
        call.query().flag("with_custom_attributes");
        boolean statistics = call.query().flag("statistics");
        ListedProject listed = ListedProject.find(reader, call.project())
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no such project"));
        return Answer.json(json -> ProjectJson.whole(json, call, listed, statistics));
    }
}
