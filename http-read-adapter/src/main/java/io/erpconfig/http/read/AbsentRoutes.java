package io.erpconfig.http.read;

import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Page;
import io.erpconfig.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Routes for things that GitLab has and this store doesn't: each list exists and is empty. Parameters make no
 * difference to that, but for those of paging.
 */
final class AbsentRoutes {

    /** The lists of a project, and what one of each is called where it is missing. */
    static final Map<String, String> OF_PROJECT = new TreeMap<>(Map.ofEntries(
            Map.entry("access_requests", "Access Request"),
            Map.entry("access_tokens", "Access Token"),
            Map.entry("approval_rules", "Approval Rule"),
            Map.entry("audit_events", "Audit Event"),
            Map.entry("badges", "Badge"),
            Map.entry("boards", "Board"),
            Map.entry("cluster_agents", "Agent"),
            Map.entry("deploy_keys", "Deploy Key"),
            Map.entry("deploy_tokens", "Deploy Token"),
            Map.entry("deployments", "Deployment"),
            Map.entry("environments", "Environment"),
            Map.entry("feature_flags", "Feature Flag"),
            Map.entry("feature_flags_user_lists", "User List"),
            Map.entry("forks", "Fork"),
            Map.entry("freeze_periods", "Freeze Period"),
            Map.entry("groups", "Group"),
            Map.entry("hooks", "Hook"),
            Map.entry("integrations", "Integration"),
            Map.entry("invitations", "Invitation"),
            Map.entry("invited_groups", "Group"),
            Map.entry("issues", "Issue"),
            Map.entry("iterations", "Iteration"),
            Map.entry("jobs", "Job"),
            Map.entry("labels", "Label"),
            Map.entry("merge_requests", "Merge Request"),
            Map.entry("milestones", "Milestone"),
            Map.entry("packages", "Package"),
            Map.entry("pipeline_schedules", "Pipeline Schedule"),
            Map.entry("pipelines", "Pipeline"),
            Map.entry("protected_branches", "Protected Branch"),
            Map.entry("protected_environments", "Protected Environment"),
            Map.entry("protected_tags", "Protected Tag"),
            Map.entry("releases", "Release"),
            Map.entry("remote_mirrors", "Remote Mirror"),
            Map.entry("resource_groups", "Resource Group"),
            Map.entry("runners", "Runner"),
            Map.entry("secure_files", "Secure File"),
            Map.entry("services", "Service"),
            Map.entry("share_locations", "Group"),
            Map.entry("snippets", "Snippet"),
            Map.entry("starrers", "User"),
            Map.entry("transfer_locations", "Group"),
            Map.entry("triggers", "Trigger"),
            Map.entry("uploads", "Upload"),
            Map.entry("variables", "Variable"),
            Map.entry("wikis", "Wiki Page")));

    /** Those of its repository. */
    static final Map<String, String> OF_REPOSITORY = Map.of("tags", "Tag");

    /** Those of the whole server. */
    static final Map<String, String> OF_SERVER = new TreeMap<>(Map.of(
            "broadcast_messages", "Broadcast Message",
            "groups", "Group",
            "issues", "Issue",
            "merge_requests", "Merge Request",
            "runners", "Runner",
            "snippets", "Snippet",
            "todos", "Todo",
            "topics", "Topic"));

    /** Those of a user. */
    static final Map<String, String> OF_USER = new TreeMap<>(Map.of(
            "contributed_projects", "Project",
            "events", "Event",
            "followers", "User",
            "following", "User",
            "gpg_keys", "Key",
            "keys", "Key",
            "starred_projects", "Project"));

    private AbsentRoutes() {}

    static List<Route<ReadHandler>> all() {
        List<Route<ReadHandler>> routes = new ArrayList<>();
        add(routes, "projects/{id}/", OF_PROJECT, ReadCall::project);
        add(routes, "projects/{id}/repository/", OF_REPOSITORY, ReadCall::project);
        add(routes, "", OF_SERVER, call -> {});
        add(routes, "users/{user}/", OF_USER, UserRoutes::user);
        return routes;
    }

    /** Finds what has the lists, or refuses the request. */
    @FunctionalInterface
    private interface Owner {
        void find(ReadCall call);
    }

    private static void add(
            List<Route<ReadHandler>> routes, String prefix, Map<String, String> collections, Owner owner) {
        String collection = prefix + "{collection:" + String.join("|", collections.keySet()) + '}';
        routes.add(new Route<>("GET", collection, call -> {
            owner.find(call);
            return empty(call);
        }));
        routes.add(new Route<>("GET", collection + "/{item...}", call -> {
            owner.find(call);
            String item = collections.get(call.variable("collection"));
            throw new ApiException(ApiErrorCode.NOT_FOUND, "404 " + item + " Not Found");
        }));
    }

    /** A list with nothing in it. */
    static Answer empty(ReadCall call) {
        return Answer.json(json -> json.writeStartArray().writeEndArray())
                .with(Page.slice(List.of(), call.query(), call.links()).headers());
    }

    /** {@code GET projects/{id}/languages} */
    static Answer languages(ReadCall call) {
        call.project();
        return Answer.json(json -> json.writeStartObject().writeEndObject());
    }
}
