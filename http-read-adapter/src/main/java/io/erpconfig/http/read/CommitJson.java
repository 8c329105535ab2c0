package io.erpconfig.http.read;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.http.content.CommitFields;
import io.erpconfig.http.content.Trailers;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** A snapshot in the shape of GitLab's commit, with the URL that those have. */
final class CommitJson {

    private CommitJson() {}

    /** A whole commit, as an object of a list or of a property whose name was written. */
    static void write(JsonGenerator json, ReadCall call, ProjectKey project, Snapshot snapshot) {
        json.writeStartObject();
        fields(json, call, project, snapshot);
        json.writeEndObject();
    }

    /** A commit's fields, in an object that was begun. */
    static void fields(JsonGenerator json, ReadCall call, ProjectKey project, Snapshot snapshot) {
        fields(json, call, project, snapshot, false);
    }

    /** The same, if asked with what the trailers of its message say. */
    static void fields(JsonGenerator json, ReadCall call, ProjectKey project, Snapshot snapshot, boolean trailers) {
        CommitFields.write(json, snapshot, trailers ? Trailers.of(snapshot.message()) : Map.of());
        json.writeStringProperty(
                "web_url",
                WebUrls.in(call, project, "commit", snapshot.commitId().hex()));
    }
}
