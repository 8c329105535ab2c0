package io.erpconfig.http.content;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.http.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** A snapshot in the shape of GitLab's commit. */
public final class CommitFields {

    private CommitFields() {}

    /** A commit's fields, but for its {@code web_url}, in an object that was begun. */
    public static void write(JsonGenerator json, Snapshot snapshot) {
        write(json, snapshot, Map.of());
    }

    /**
     * The same with the trailers of its message.
     *
     * @param trailers as {@link Trailers#of} finds them; none if they were not asked for
     */
    public static void write(JsonGenerator json, Snapshot snapshot, Map<String, List<String>> trailers) {
        String time = Json.time(snapshot.createdAt());
        String id = snapshot.commitId().hex();
        json.writeStringProperty("id", id);
        json.writeStringProperty("short_id", snapshot.shortId());
        json.writeStringProperty("created_at", time);
        json.writeArrayPropertyStart("parent_ids");
        snapshot.parent().ifPresent(parent -> json.writeString(parent.commitId().hex()));
        json.writeEndArray();
        json.writeStringProperty("title", title(snapshot.message()));
        json.writeStringProperty("message", snapshot.message());
        json.writeStringProperty("author_name", snapshot.author().name().value());
        json.writeStringProperty("author_email", snapshot.author().email());
        json.writeStringProperty("authored_date", time);
        json.writeStringProperty("committer_name", snapshot.author().name().value());
        json.writeStringProperty("committer_email", snapshot.author().email());
        json.writeStringProperty("committed_date", time);
        json.writeObjectPropertyStart("trailers");
        trailers.forEach((name, values) -> json.writeStringProperty(name, values.get(values.size() - 1)));
        json.writeEndObject();
        // Empty unless trailers were asked for: a client in wide use reads strings there, and GitLab has arrays.
        json.writeObjectPropertyStart("extended_trailers");
        trailers.forEach((name, values) -> {
            json.writeArrayPropertyStart(name);
            values.forEach(json::writeString);
            json.writeEndArray();
        });
        json.writeEndObject();
    }

    private static String title(String message) {
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }
}
