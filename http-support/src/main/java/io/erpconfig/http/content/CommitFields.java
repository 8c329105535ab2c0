package io.erpconfig.http.content;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.http.Json;
import tools.jackson.core.JsonGenerator;

/** A snapshot in the shape of GitLab's commit. */
public final class CommitFields {

    private CommitFields() {}

    /** A commit's fields, but for its {@code web_url}, in an object that was begun. */
    public static void write(JsonGenerator json, Snapshot snapshot) {
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
        // Objects, though GitLab's second one holds arrays: a client in wide use reads strings there.
        json.writeObjectPropertyStart("trailers").writeEndObject();
        json.writeObjectPropertyStart("extended_trailers").writeEndObject();
    }

    private static String title(String message) {
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }
}
