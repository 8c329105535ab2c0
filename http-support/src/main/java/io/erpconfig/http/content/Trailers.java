package io.erpconfig.http.content;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trailers of a commit's message, as in {@code Reviewed-by: Ann}. */
public final class Trailers {

    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9-]++)[ \\t]*+:[ \\t]*+(.*)");

    private Trailers() {}

    /**
     * Those of a message: its last paragraph, if that is not the first one and every line of it is a trailer or goes on with
     * the one before by a blank at its beginning.
     *
     * @return by name in their order, each with all its values
     */
    public static Map<String, List<String>> of(String message) {
        String text = message.stripTrailing();
        int end = text.lastIndexOf("\n\n");
        Map<String, List<StringBuilder>> trailers = new LinkedHashMap<>();
        List<StringBuilder> latest = List.of();
        for (String line : end < 0 ? new String[0] : text.substring(end + 2).split("\n")) {
            Matcher trailer = LINE.matcher(line);
            if (trailer.matches()) {
                latest = trailers.computeIfAbsent(trailer.group(1), name -> new ArrayList<>());
                latest.add(new StringBuilder(trailer.group(2).strip()));
            } else if (!latest.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"))) {
                latest.get(latest.size() - 1).append(' ').append(line.strip());
            } else {
                return Map.of();
            }
        }
        Map<String, List<String>> found = new LinkedHashMap<>();
        trailers.forEach((name, values) ->
                found.put(name, values.stream().map(StringBuilder::toString).toList()));
        return found;
    }
}
