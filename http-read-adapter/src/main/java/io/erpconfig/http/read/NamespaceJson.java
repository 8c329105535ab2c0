package io.erpconfig.http.read;

import io.erpconfig.core.project.OwnerId;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** An owner in the shape of GitLab's namespace: what a project's path begins with. */
final class NamespaceJson {

    /** Fields of GitLab's on how a namespace is paid for. */
    private static final List<String> UNKNOWN = List.of(
            "plan",
            "end_date",
            "trial_ends_on",
            "max_seats_used",
            "seats_in_use",
            "root_repository_size",
            "members_count_with_descendants");

    private NamespaceJson() {}

    /** The fields that a project shows of its namespace. */
    static void basic(JsonGenerator json, ReadCall call, OwnerId owner) {
        json.writeStartObject();
        fields(json, call, owner);
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, ReadCall call, OwnerId owner) {
        json.writeNumberProperty("id", IntegerIds.of(owner));
        json.writeStringProperty("name", owner.value());
        json.writeStringProperty("path", owner.value());
        json.writeStringProperty("kind", "user");
        json.writeStringProperty("full_path", owner.value());
        json.writeNullProperty("parent_id");
        json.writeNullProperty("avatar_url");
        json.writeStringProperty("web_url", WebUrls.owner(call, owner));
    }

    /** @param projects how many of its projects the token covers */
    static void whole(JsonGenerator json, ReadCall call, OwnerId owner, int projects) {
        json.writeStartObject();
        fields(json, call, owner);
        json.writeNumberProperty("projects_count", projects);
        json.writeNumberProperty("billable_members_count", 0);
        json.writeBooleanProperty("trial", false);
        UNKNOWN.forEach(json::writeNullProperty);
        json.writeEndObject();
    }
}
