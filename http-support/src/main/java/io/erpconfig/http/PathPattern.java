package io.erpconfig.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of a route's path, such as {@code projects/{id}/repository/files/{path...}/raw}: literal parts, variables of
 * one part or, as in {@code archive.{format}}, of its end, and at most one variable of one part or more, which are joined
 * by {@code /}.
 */
final class PathPattern {

    private final List<String> parts;
    private final int rest;

    PathPattern(String pattern) {
        parts = List.of(pattern.split("/"));
        int found = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).endsWith("...}")) {
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
            String part = parts.get(i);
            if (i == rest) {
                String value = joined(path, i, i + surplus + 1);
                // A slash at the end is kept: no path of a file ends in one.
                boolean last = i == parts.size() - 1;
                values.put(part.substring(1, part.length() - 4), last && path.trailingSlash() ? value + '/' : value);
                continue;
            }
            String segment = segments.get(rest >= 0 && i > rest ? i + surplus : i);
            int variable = part.indexOf('{');
            if (variable < 0 ? !part.equals(segment) : !segment.startsWith(part.substring(0, variable))) {
                return Optional.empty();
            }
            if (variable >= 0) {
                values.put(part.substring(variable + 1, part.length() - 1), segment.substring(variable));
            }
        }
        return Optional.of(values);
    }
}
