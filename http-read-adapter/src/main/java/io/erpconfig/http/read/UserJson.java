package io.erpconfig.http.read;

import io.erpconfig.core.history.Author;
import io.erpconfig.core.project.OwnerId;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * An owner in the shape of GitLab's user. What GitLab knows of a user and this store doesn't is null or empty. All of it
 * writes fields into an object that was begun.
 */
final class UserJson {

    private static final List<String> PROFILE = List.of(
            "bio", "linkedin", "twitter", "discord", "github", "skype", "website_url", "organization", "job_title");

    private static final List<String> ACCOUNT_TIMES =
            List.of("last_sign_in_at", "confirmed_at", "last_activity_on", "current_sign_in_at");

    private static final List<String> ACCOUNT_SETTINGS = List.of(
            "theme_id",
            "color_scheme_id",
            "preferred_language",
            "shared_runners_minutes_limit",
            "extra_shared_runners_minutes_limit");

    private static final List<String> ACCOUNT_RIGHTS =
            List.of("can_create_group", "can_create_project", "two_factor_enabled", "external", "private_profile");

    private UserJson() {}

    /** The fields of a user in lists and in other objects. */
    static void basic(JsonGenerator json, ReadCall call, OwnerId owner) {
        json.writeNumberProperty("id", IntegerIds.of(owner));
        json.writeStringProperty("username", owner.value());
        json.writeNullProperty("public_email");
        json.writeStringProperty("name", owner.value());
        json.writeStringProperty("state", "active");
        json.writeBooleanProperty("locked", false);
        json.writeNullProperty("avatar_url");
        json.writeStringProperty("web_url", WebUrls.owner(call, owner));
    }

    /** The fields that a user sees of another one. */
    static void profile(JsonGenerator json, ReadCall call, OwnerId owner) {
        basic(json, call, owner);
        json.writeNullProperty("created_at");
        PROFILE.forEach(name -> json.writeStringProperty(name, ""));
        json.writeNullProperty("location");
        json.writeNullProperty("pronouns");
        json.writeNullProperty("work_information");
        json.writeNullProperty("local_time");
        json.writeNumberProperty("followers", 0);
        json.writeNumberProperty("following", 0);
        json.writeBooleanProperty("is_followed", false);
        json.writeBooleanProperty("bot", false);
    }

    /** The fields that users see of themselves. */
    static void account(JsonGenerator json, ReadCall call, OwnerId owner) {
        profile(json, call, owner);
        String email = Author.of(owner).email();
        json.writeStringProperty("email", email);
        json.writeStringProperty("commit_email", email);
        ACCOUNT_TIMES.forEach(json::writeNullProperty);
        ACCOUNT_SETTINGS.forEach(json::writeNullProperty);
        ACCOUNT_RIGHTS.forEach(name -> json.writeBooleanProperty(name, false));
        json.writeNumberProperty("projects_limit", 0);
        json.writeArrayPropertyStart("identities").writeEndArray();
    }
}
