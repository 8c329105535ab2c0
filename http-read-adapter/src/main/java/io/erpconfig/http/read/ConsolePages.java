package io.erpconfig.http.read;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.http.PercentEncoding;
import io.erpconfig.http.RequestPath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The pages of a console that each {@code web_url} leads to. They are found by the URL's shape alone, for any caller, and so
 * say nothing of what exists; the console has its user sign in. A project is named with its owner, as a signed-in user may
 * have another one of that name.
 */
final class ConsolePages {

    private static final String BETWEEN = "...";

    private final String console;

    /** @param console the path that its pages are below, such as {@code /console} */
    ConsolePages(String console) {
        this.console = console;
    }

    /** The page's path and query, if a path behind the base URL has the shape of a {@code web_url}. */
    Optional<String> find(RequestPath path) {
        List<String> segments = path.segments();
        if (segments.size() == 3
                && segments.get(0).equals("-")
                && segments.get(1).equals("users")) {
            return OwnerId.parse(segments.get(2)).map(owner -> console + "/projects");
        }
        if (segments.size() < 2) {
            return Optional.empty();
        }
        Optional<String> project = OwnerId.parse(segments.get(0))
                .flatMap(owner -> RepoId.parse(segments.get(1)).map(repo -> new ProjectKey(owner, repo)))
                .map(key -> console + "/projects/" + PercentEncoding.encode(key.toString()));
        if (segments.size() == 2) {
            return project;
        }
        boolean below = segments.size() > 3 && segments.get(2).equals("-");
        return below
                ? project.flatMap(page -> ofProject(page, segments.get(3), segments.subList(4, segments.size())))
                : Optional.empty();
    }

    private static Optional<String> ofProject(String page, String kind, List<String> names) {
        if (names.isEmpty()) {
            return kind.equals("branches") ? Optional.of(page + "/branches") : Optional.empty();
        }
        String ref = parameter("?ref", names.get(0));
        String path = names.stream().skip(1).collect(Collectors.joining("/"));
        return switch (kind) {
            case "tree", "commit" -> Optional.of(page + ref);
            case "blob" ->
                path.isEmpty() ? Optional.empty() : Optional.of(page + "/file" + ref + parameter("&path", path));
            case "commits" -> Optional.of(page + "/history" + ref + (path.isEmpty() ? "" : parameter("&path", path)));
            case "compare" -> compared(page, names.get(0));
            default -> Optional.empty();
        };
    }

    private static Optional<String> compared(String page, String names) {
        int between = names.indexOf(BETWEEN);
        return between < 0
                ? Optional.empty()
                : Optional.of(page + "/compare" + parameter("?from", names.substring(0, between))
                        + parameter("&to", names.substring(between + BETWEEN.length())));
    }

    private static String parameter(String name, String value) {
        return name + '=' + PercentEncoding.encode(value);
    }
}
