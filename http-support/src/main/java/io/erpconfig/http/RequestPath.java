package io.erpconfig.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request's path in its parts: split at each {@code /} as it was sent, and only then decoded, each part once. So an
 * encoded slash stays inside its part, and {@code files/x/raw} is not {@code files/x%2Fraw} (contract, section 2).
 * Several slashes in a row count as one where a route is looked for, but not in a file's path, which has no empty part
 * (contract, section 1).
 *
 * @param segments      decoded, none of them empty
 * @param doubled       the indices of those with more than one slash before them
 * @param trailingSlash whether it ends in a slash
 */
public record RequestPath(List<String> segments, Set<Integer> doubled, boolean trailingSlash) {

    public RequestPath {
        segments = List.copyOf(segments);
        doubled = Set.copyOf(doubled);
    }

    /**
     * Reads a path as it was sent, without its query.
     *
     * @throws ApiException 400 if a part is not UTF-8, percent-encoded
     */
    public static RequestPath parse(String raw) {
        List<String> segments = new ArrayList<>();
        Set<Integer> doubled = new HashSet<>();
        int from = 0;
        while (from < raw.length()) {
            int slash = raw.indexOf('/', from);
            int to = slash < 0 ? raw.length() : slash;
            if (to > from) {
                segments.add(PercentEncoding.decode(raw.substring(from, to)));
            } else if (from > 0) {
                doubled.add(segments.size());
            }
            from = to + 1;
        }
        return new RequestPath(segments, doubled, raw.endsWith("/"));
    }

    /** The path again, encoded so that {@link #parse} gives the same parts. */
    public String encoded() {
        StringBuilder encoded = new StringBuilder();
        segments.forEach(segment -> encoded.append('/').append(PercentEncoding.encode(segment)));
        return encoded.toString();
    }

    /** Whether it begins with these parts. */
    public boolean startsWith(RequestPath prefix) {
        int length = prefix.segments.size();
        return segments.size() >= length && segments.subList(0, length).equals(prefix.segments);
    }

    /** The rest of the path after a prefix that it {@linkplain #startsWith begins with}. */
    public RequestPath behind(RequestPath prefix) {
        int length = prefix.segments.size();
        Set<Integer> behind = doubled.stream()
                .filter(index -> index >= length)
                .map(index -> index - length)
                .collect(Collectors.toSet());
        return new RequestPath(segments.subList(length, segments.size()), behind, trailingSlash);
    }
}
