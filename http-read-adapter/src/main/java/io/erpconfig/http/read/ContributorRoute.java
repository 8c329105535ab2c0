package io.erpconfig.http.read;

import io.erpconfig.core.history.Author;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import java.util.Comparator;
import java.util.List;

/** The users who have saved to a branch. */
final class ContributorRoute {

    private final ConfigReader reader;

    ContributorRoute(ConfigReader reader) {
        this.reader = reader;
    }

    /**
     * A user who has saved.
     *
     * @param commits how often
     */
    private record Contributor(Author author, int commits) {}

    /** {@code GET projects/{id}/repository/contributors} */
    Answer list(ReadCall call) {
        Project project = call.project();
        Revision newest = call.revision(project, "ref", "404 Tree Not Found");
        Comparator<Contributor> order = order(call.query());
        List<Contributor> found = reader.authors(newest).entrySet().stream()
                .map(each -> new Contributor(each.getKey(), each.getValue()))
                .sorted(order)
                .toList();
        Page.Sliced<Contributor> page = Page.slice(found, call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    for (Contributor each : page.items()) {
                        json.writeStartObject();
                        json.writeStringProperty("name", each.author().name().value());
                        json.writeStringProperty("email", each.author().email());
                        json.writeNumberProperty("commits", each.commits());
                        json.writeNumberProperty("additions", 0);
                        json.writeNumberProperty("deletions", 0);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    private static Comparator<Contributor> order(Query query) {
        Comparator<Contributor> byName = Comparator.comparing(
                        (Contributor each) -> each.author().name())
                .thenComparing(each -> each.author().email());
        Comparator<Contributor> order = switch (query.text("order_by").orElse("commits")) {
            case "name" -> byName;
            case "email" -> Comparator.comparing(each -> each.author().email());
            case "commits" -> Comparator.comparingInt(Contributor::commits).thenComparing(byName);
            default -> throw ApiException.parameter("order_by must be name, email or commits");
        };
        return query.oneOf("sort", "asc", "desc").equals("asc") ? order : order.reversed();
    }
}
