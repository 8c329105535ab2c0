package io.erpconfig.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The form of a route's path, such as {@code projects/{id}/repository/files/{path...}/raw}: literal parts, variables of
 * one part, or, as in {@code archive.{format}}, of its end, which {@code {name:a|b}} limits to some values, and at most
 * one variable of one part or more, which are joined by {@code /}.
 */
final class PathPattern {

    /**
     * One part.
     *
     * @param literal    what it is, or what is before the variable
     * @param isVariable whether there is one
     * @param name       the variable's; empty if there is none
     * @param values     that the variable may have; none if there is no limit
     */
    private record Part(String literal, boolean isVariable, String name, Set<String> values) {

        static Part of(String text) {
            int open = text.indexOf('{');
            if (open < 0) {
                return new Part(text, false, "", Set.of());
            }
            String literal = text.substring(0, open);
            String inner = text.substring(open + 1, text.length() - 1);
            int colon = inner.indexOf(':');
            return colon < 0
                    ? new Part(literal, true, inner, Set.of())
                    : new Part(
                            literal,
                            true,
                            inner.substring(0, colon),
                            Set.of(inner.substring(colon + 1).split("\\|")));
        }

        boolean takes(String segment) {
            return isVariable
                    ? segment.startsWith(literal) && (values.isEmpty() || values.contains(value(segment)))
                    : segment.equals(literal);
        }

        String value(String segment) {
            return segment.substring(literal.length());
        }
    }

    private final List<Part> parts;
    private final int rest;

    PathPattern(String pattern) {
        parts = Stream.of(pattern.split("/")).map(Part::of).toList();
        int found = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).name().endsWith("...")) {
                found = i;
            }
        }
        rest = found;
    }

    /** An empty part is kept: no path of a file has one, and it is not for this to take it out. */
    private static String joined(RequestPath path, int from, int to) {
        StringBuilder joined = new StringBuilder();
        for (int i = from; i < to; i++) {
            joined.append(i == from ? "" : "/")
                    .append(path.doubled().contains(i) ? "/" : "")
                    .append(path.segments().get(i));
        }
        return joined.toString();
    }

    /** The variables' values, if the path is of this form. */
    Optional<Map<String, String>> match(RequestPath path) {
        List<String> segments = path.segments();
        int surplus = segments.size() - parts.size();
        if (surplus < 0 || surplus > 0 && rest < 0) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (i == rest) {
                String value = joined(path, i, i + surplus + 1);
                // A slash at the end is kept: no path of a file ends in one.
                boolean last = i == parts.size() - 1;
                String name = part.name().substring(0, part.name().length() - 3);
                values.put(name, last && path.trailingSlash() ? value + '/' : value);
                continue;
            }
            String segment = segments.get(rest >= 0 && i > rest ? i + surplus : i);
            if (!part.takes(segment)) {
                return Optional.empty();
            }
            if (part.isVariable()) {
                values.put(part.name(), part.value(segment));
            }
        }
        return Optional.of(values);
    }
}
