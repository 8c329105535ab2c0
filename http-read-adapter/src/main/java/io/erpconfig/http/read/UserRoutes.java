package io.erpconfig.http.read;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Json;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;

/** The one user that a token knows of, its owner: as a user, a member of projects, and a namespace. */
final class UserRoutes {

    /** Parameters that ask for none of the users if they are on: the owner is active, no bot, and nobody's guest. */
    private static final List<String> NONE_IF_ON =
            List.of("blocked", "external", "exclude_active", "exclude_humans", "admins", "auditors");

    /** Parameters that leave no user out, on or off. */
    private static final List<String> ALL_ANYWAY = List.of(
            "active",
            "humans",
            "exclude_external",
            "exclude_internal",
            "without_project_bots",
            "without_projects",
            "skip_ldap",
            "with_custom_attributes");

    private UserRoutes() {}

    /** {@code GET users} */
    static Answer list(ReadCall call) {
        Query query = call.query();
        for (String unknown : List.of("created_after", "created_before")) {
            if (query.text(unknown).isPresent()) {
                throw ApiException.parameter(unknown + " is not offered: it is not known when a user was made");
            }
        }
        ALL_ANYWAY.forEach(query::flag);
        boolean none = false;
        for (String name : NONE_IF_ON) {
            none |= query.flag(name);
        }
        String name = call.token().owner().value();
        none |= !query.text("username").map(UserRoutes::lower).orElse(name).equals(name);
        return ownerIf(call, !none && isFound(call, "search"), UserRoutes::basic);
    }

    /** Whether the owner is what a parameter searches for. */
    static boolean isFound(ReadCall call, String parameter) {
        String owner = call.token().owner().value();
        return owner.contains(
                call.query().text(parameter).map(UserRoutes::lower).orElse(""));
    }

    /** A list of the owner alone, or of nobody. */
    static Answer ownerIf(ReadCall call, boolean there, BiConsumer<JsonGenerator, ReadCall> content) {
        List<ReadCall> owner = there ? List.of(call) : List.of();
        Page.Sliced<ReadCall> page = Page.slice(owner, call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    page.items().forEach(each -> content.accept(json, each));
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    static void basic(JsonGenerator json, ReadCall call) {
        json.writeStartObject();
        UserJson.basic(json, call, call.token().owner());
        json.writeEndObject();
    }

    /** {@code GET users/{user}} */
    static Answer one(ReadCall call) {
        user(call);
        return Answer.json(json -> {
            json.writeStartObject();
            UserJson.profile(json, call, call.token().owner());
            json.writeEndObject();
        });
    }

    /** Checks that the user in the path, by id or name, is the owner: a token knows of no other. */
    static void user(ReadCall call) {
        if (!isOwner(call, call.variable("user"))) {
            throw new ApiException(ApiErrorCode.ACCOUNT_NOT_FOUND);
        }
    }

    private static boolean isOwner(ReadCall call, String named) {
        OwnerId owner = call.token().owner();
        return lower(named).equals(owner.value()) || named.equals(Long.toString(IntegerIds.of(owner)));
    }

    /** {@code GET projects/{id}/users} */
    static Answer ofProject(ReadCall call) {
        call.project();
        return ownerIf(call, isFound(call, "search") && !isAmong(call, "skip_users"), UserRoutes::basic);
    }

    /** {@code GET projects/{id}/members} and {@code projects/{id}/members/all} */
    static Answer members(ReadCall call) {
        Project project = call.project();
        boolean awaiting = call.query().text("state").filter("awaiting"::equals).isPresent();
        boolean asked = call.query().list("user_ids").isEmpty() || isAmong(call, "user_ids");
        return ownerIf(
                call,
                !awaiting && asked && isFound(call, "query") && !isAmong(call, "skip_users"),
                (json, asking) -> member(json, asking, project));
    }

    /** {@code GET projects/{id}/members/{user}} and {@code projects/{id}/members/all/{user}} */
    static Answer member(ReadCall call) {
        Project project = call.project();
        if (!isOwner(call, call.variable("user"))) {
            throw new ApiException(ApiErrorCode.ACCOUNT_NOT_FOUND, "404 Member Not Found");
        }
        return Answer.json(json -> member(json, call, project));
    }

    private static void member(JsonGenerator json, ReadCall call, Project project) {
        json.writeStartObject();
        UserJson.basic(json, call, call.token().owner());
        json.writeNumberProperty("access_level", ProjectJson.ACCESS_LEVEL);
        json.writeStringProperty("created_at", Json.time(project.createdAt()));
        json.writeStringProperty("membership_state", "active");
        for (String unknown : List.of("created_by", "expires_at", "group_saml_identity", "member_role")) {
            json.writeNullProperty(unknown);
        }
        json.writeEndObject();
    }

    private static boolean isAmong(ReadCall call, String list) {
        return call.query()
                .list(list)
                .contains(Long.toString(IntegerIds.of(call.token().owner())));
    }

    /** {@code GET namespaces} */
    static Answer namespaces(ReadCall call) {
        call.query().flag("owned_only");
        call.query().flag("top_level_only");
        return ownerIf(call, isFound(call, "search"), UserRoutes::namespace);
    }

    private static void namespace(JsonGenerator json, ReadCall call) {
        NamespaceJson.whole(json, call, call.token().owner(), call.projects().size());
    }

    /** {@code GET namespaces/{namespace}} */
    static Answer namespace(ReadCall call) {
        if (!isOwner(call, call.variable("namespace"))) {
            throw new ApiException(ApiErrorCode.ACCOUNT_NOT_FOUND, "404 Namespace Not Found");
        }
        return Answer.json(json -> namespace(json, call));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
