package io.erpconfig.http.read;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/** The projects that a token covers. */
final class ProjectRoutes {

    /** The most projects whose list is held in memory as a whole: each has all of GitLab's fields. */
    private static final int HELD = 200;

    private final ConfigReader reader;

    ProjectRoutes(ConfigReader reader) {
        this.reader = reader;
    }

    /** {@code GET projects} */
    Answer list(ReadCall call) {
        return list(call, call.query().flag("simple"));
    }

    /** {@code GET users/{user}/projects} */
    Answer ofUser(ReadCall call) {
        UserRoutes.user(call);
        return list(call);
    }

    /** {@code GET search}, of projects */
    Answer found(ReadCall call) {
        return list(call, true);
    }

    private Answer list(ReadCall call, boolean simple) {
        Map<Project, Optional<ListedProject>> looked = new HashMap<>();
        Function<Project, Optional<ListedProject>> look =
                project -> looked.computeIfAbsent(project, each -> ListedProject.find(reader, each));
        Function<Project, Instant> activity =
                project -> look.apply(project).map(ListedProject::lastActivity).orElse(project.createdAt());
        ProjectQuery wanted = ProjectQuery.of(call.query(), activity);
        List<Project> found = call.projects().stream()
                .filter(wanted.wanted())
                .sorted(wanted.order())
                .toList();
        Page.Sliced<Project> page = page(found, call);
        boolean statistics = call.query().flag("statistics");
        List<ListedProject> listed =
                page.items().stream().flatMap(each -> look.apply(each).stream()).toList();
        Consumer<JsonGenerator> content = json -> {
            json.writeStartArray();
            for (ListedProject each : listed) {
                if (simple) {
                    ProjectJson.simple(json, call, each);
                } else {
                    ProjectJson.whole(json, call, each, statistics);
                }
            }
            json.writeEndArray();
        };
        Answer answer = listed.size() <= HELD
                ? Answer.json(content)
                : written(content, listed, call.apiBase() + simple + statistics + page.headers());
        return answer.with(page.headers());
    }

    /** An answer that is made while it is sent, with a tag of all that makes it. */
    private static Answer written(Consumer<JsonGenerator> content, List<ListedProject> listed, String asked) {
        Stream<String> told = listed.stream()
                .flatMap(each -> Stream.of(
                        each.project().toString(),
                        each.lastActivity().toString(),
                        each.defaultBranch().commitId().hex()));
        return Answer.writtenJson(content)
                .withTag(EntityTag.ofParts(Stream.concat(Stream.of(asked), told).toArray(String[]::new)));
    }

    private static Page.Sliced<Project> page(List<Project> found, ReadCall call) {
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
    Answer one(ReadCall call) {
        // What these are about is always said.
        call.query().flag("license");
        call.query().flag("with_custom_attributes");
        boolean statistics = call.query().flag("statistics");
        ListedProject listed = ListedProject.find(reader, call.project())
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no such project"));
        return Answer.json(json -> ProjectJson.whole(json, call, listed, statistics));
    }
}
