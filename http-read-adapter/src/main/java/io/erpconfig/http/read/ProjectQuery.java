package io.erpconfig.http.read;

import io.erpconfig.core.project.Project;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import io.erpconfig.http.Timestamps;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The projects that a list has and their order, as GitLab's parameters say. All projects here are private, active and
 * their owner's own, none has a topic, a star, issues or a language, and so some parameters ask for all of them or for
 * none.
 *
 * @param wanted whether a project is in the list
 * @param order  of the list
 */
record ProjectQuery(Predicate<Project> wanted, Comparator<Project> order) {

    /** Parameters that ask for none of the projects if they are on, and for all if they are off. */
    private static final List<String> NONE_IF_ON = List.of(
            "starred",
            "imported",
            "with_issues_enabled",
            "with_merge_requests_enabled",
            "repository_checksum_failed",
            "wiki_checksum_failed");

    /** Parameters that leave no project out, on or off. */
    private static final List<String> ALL_ANYWAY =
            List.of("owned", "membership", "include_hidden", "include_pending_delete", "with_custom_attributes");

    /** Parameters that name what no project has. */
    private static final List<String> NONE_IF_NAMED = List.of("topic", "with_programming_language");

    private static final Set<String> VISIBILITIES = Set.of("public", "internal", "private");

    private static final Set<Long> ACCESS_LEVELS = Set.of(0L, 5L, 10L, 15L, 20L, 30L, 40L, 50L, 60L);

    /**
     * The projects that a query asks for.
     *
     * @param activity tells when a project was last saved to; asked only if that matters
     * @throws ApiException 400 if a parameter has a value that it can't have
     */
    static ProjectQuery of(Query query, Function<Project, Instant> activity) {
        boolean none = asksForNone(query);
        Predicate<Project> wanted = project -> !none;
        return new ProjectQuery(
                wanted.and(byNumber(query)).and(bySearch(query)).and(byActivity(query, activity)),
                order(query, activity));
    }

    private static boolean asksForNone(Query query) {
        ALL_ANYWAY.forEach(query::flag);
        boolean none = false;
        for (String name : NONE_IF_ON) {
            none |= query.flag(name);
        }
        for (String name : NONE_IF_NAMED) {
            none |= query.text(name).isPresent();
        }
        none |= query.choice("archived").orElse(false);
        none |= !query.choice("active").orElse(true);
        none |= query.number("topic_id").isPresent();
        none |= Timestamps.read(query, "marked_for_deletion_on").isPresent();
        return none | !isVisible(query) | isBeyondAccess(query);
    }

    private static boolean isVisible(Query query) {
        Optional<String> visibility = query.text("visibility");
        if (visibility.isPresent() && !VISIBILITIES.contains(visibility.get())) {
            throw ApiException.parameter("visibility must be public, internal or private");
        }
        return visibility.isEmpty() || visibility.get().equals("private");
    }

    private static boolean isBeyondAccess(Query query) {
        long level = query.number("min_access_level").orElse(0);
        if (!ACCESS_LEVELS.contains(level)) {
            throw ApiException.parameter("min_access_level must be 5, 10, 15, 20, 30, 40 or 50");
        }
        return level > ProjectJson.ACCESS_LEVEL;
    }

    private static Predicate<Project> byNumber(Query query) {
        long after = query.number("id_after").orElse(Long.MIN_VALUE);
        long before = query.number("id_before").orElse(Long.MAX_VALUE);
        return project -> project.id().value() > after && project.id().value() < before;
    }

    /** Every word is part of the repoId, in any case; of the path with its owner, if that is searched too. */
    private static Predicate<Project> bySearch(Query query) {
        boolean namespaces = query.flag("search_namespaces");
        List<String> words = query.text("search").map(ProjectQuery::lower).stream()
                .flatMap(text -> Stream.of(text.strip().split("\\s+")))
                .toList();
        return project -> {
            String name = lower(
                    namespaces
                            ? project.key().toString()
                            : project.key().repoId().value());
            return words.stream().allMatch(name::contains);
        };
    }

    private static Predicate<Project> byActivity(Query query, Function<Project, Instant> activity) {
        Predicate<Project> wanted = project -> true;
        for (String field : List.of("last_activity", "updated")) {
            Optional<Instant> after = Timestamps.read(query, field + "_after");
            Optional<Instant> before = Timestamps.read(query, field + "_before");
            if (after.isPresent()) {
                wanted = wanted.and(project -> activity.apply(project).isAfter(after.get()));
            }
            if (before.isPresent()) {
                wanted = wanted.and(project -> activity.apply(project).isBefore(before.get()));
            }
        }
        return wanted;
    }

    private static Comparator<Project> order(Query query, Function<Project, Instant> activity) {
        Comparator<Project> byId = Comparator.comparing(project -> project.id().value());
        Comparator<Project> byName =
                Comparator.comparing(project -> lower(project.key().repoId().value()));
        String field = query.text("order_by").orElse(Page.isByKey(query) ? "id" : "created_at");
        if (Page.isByKey(query) && !field.equals("id")) {
            throw ApiException.parameter("order_by must be id with pagination=keyset");
        }
        Comparator<Project> order = switch (field) {
            case "id", "star_count" -> byId;
            case "name", "path" -> byName.thenComparing(byId);
            case "created_at" -> Comparator.comparing(Project::createdAt).thenComparing(byId);
            case "updated_at", "last_activity_at" ->
                Comparator.comparing(activity).thenComparing(byId);
            case "similarity" -> similarity(query).thenComparing(byId);
            default ->
                throw ApiException.parameter(
                        "order_by must be id, name, path, created_at, updated_at, star_count, last_activity_at or"
                                + " similarity");
        };
        return isAscending(query) ? order : order.reversed();
    }

    /**
     * Order by how near a name is to the text searched for: first by where the text is found, then by how much else
     * there is.
     */
    private static Comparator<Project> similarity(Query query) {
        String wanted = query.text("search").map(ProjectQuery::lower).orElse("").strip();
        Comparator<Project> byPlace = Comparator.comparing(
                project -> lower(project.key().repoId().value()).startsWith(wanted));
        return byPlace.thenComparing(project -> project.key().repoId().value().length(), Comparator.reverseOrder());
    }

    /** Whether a list is to go up. */
    static boolean isAscending(Query query) {
        return query.oneOf("sort", "desc", "asc").equals("asc");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
