package io.erpconfig.http.event;

import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.event.EventType;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.read.Event;
import io.erpconfig.core.read.SnapshotChange;
import io.erpconfig.http.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** An event as JSON (contract, section 6): in lists and in streams. */
public final class EventJson {

    private EventJson() {}

    /** Writes an event as an object. */
    public static void write(JsonGenerator json, Event event) {
        json.writeStartObject();
        json.writeStringProperty("type", event.type().toString());
        json.writeNumberProperty("seq", event.seq());
        json.writeStringProperty("timestamp", Json.time(event.at()));
        json.writeObjectPropertyStart("data");
        json.writeStringProperty("owner", event.owner().value());
        named(json, event, Subject.PROJECT, "project");
        event.target().project().map(ProjectId::value).ifPresent(id -> json.writeNumberProperty("project_id", id));
        named(json, event, Subject.BRANCH, "branch");
        if (event.subject().containsKey(Subject.BRANCH)) {
            json.writeBooleanProperty("default", event.target().defaultBranch());
        }
        named(json, event, Subject.TOKEN, "token_id");
        named(json, event, Subject.TOKEN_NAME, "token_name");
        scopes(json, event);
        named(json, event, Subject.SOURCE, "source");
        named(json, event, Subject.SNAPSHOT, "snapshot");
        if (event.type() == EventType.SNAPSHOT_CREATED) {
            snapshot(json, event, event.change());
        } else {
            json.writeStringProperty("author", event.user());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void named(JsonGenerator json, Event event, Subject part, String name) {
        String value = event.subject().get(part);
        if (value != null) {
            // A project may have been named with its owner.
            json.writeStringProperty(name, part == Subject.PROJECT ? value.substring(value.indexOf('/') + 1) : value);
        }
    }

    private static void scopes(JsonGenerator json, Event event) {
        String scopes = event.subject().get(Subject.TOKEN_SCOPES);
        if (scopes != null) {
            json.writeArrayPropertyStart("token_scopes");
            for (String scope : scopes.split(",")) {
                json.writeString(scope);
            }
            json.writeEndArray();
        }
    }

    /** Writes what a snapshot's event has besides; null, of a snapshot that is gone. */
    private static void snapshot(JsonGenerator json, Event event, Optional<SnapshotChange> change) {
        Optional<Snapshot> snapshot = change.map(SnapshotChange::snapshot);
        Optional<Snapshot> before = change.flatMap(SnapshotChange::before);
        Json.optional(json, "cause", snapshot.map(made -> made.cause().toString()));
        json.writeStringProperty(
                "author", snapshot.map(made -> made.author().name().value()).orElse(event.user()));
        Json.optional(json, "message", snapshot.map(Snapshot::message));
        Json.optional(json, "short_id", snapshot.map(Snapshot::shortId));
        Json.optional(json, "previous_short_id", before.map(Snapshot::shortId));
        Json.optional(json, "commit_id", snapshot.map(made -> made.commitId().hex()));
        Json.optional(
                json,
                "previous_commit_id",
                snapshot.flatMap(Snapshot::parent)
                        .map(parent -> parent.commitId().hex()));
        if (change.isEmpty()) {
            json.writeNullProperty("changes");
            return;
        }
        json.writeObjectPropertyStart("changes");
        paths(json, "added", change.get().added());
        paths(json, "modified", change.get().modified());
        paths(json, "removed", change.get().removed());
        json.writeBooleanProperty("truncated", change.get().truncated());
        json.writeEndObject();
    }

    private static void paths(JsonGenerator json, String name, List<String> paths) {
        json.writeArrayPropertyStart(name);
        paths.forEach(json::writeString);
        json.writeEndArray();
    }
}
