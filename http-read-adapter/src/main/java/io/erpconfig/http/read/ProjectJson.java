package io.erpconfig.http.read;

import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.http.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** A project in GitLab's shape. What GitLab has beside files and branches is off, null or empty. */
final class ProjectJson {

    /** The access level of a token, as GitLab counts: that of a reporter, who may read. */
    static final int ACCESS_LEVEL = 20;

    private static final int NOTIFICATION_LEVEL_GLOBAL = 3;

    /** Each of these is a part of GitLab that this store doesn't have. */
    private static final List<String> OTHER_FEATURES = List.of(
            "issues",
            "merge_requests",
            "forking",
            "wiki",
            "builds",
            "snippets",
            "pages",
            "analytics",
            "container_registry",
            "security_and_compliance",
            "releases",
            "environments",
            "feature_flags",
            "infrastructure",
            "monitor",
            "model_experiments",
            "model_registry",
            "package_registry",
            "requirements");

    private static final List<String> OFF = List.of(
            "packages_enabled",
            "issues_enabled",
            "merge_requests_enabled",
            "wiki_enabled",
            "jobs_enabled",
            "snippets_enabled",
            "container_registry_enabled",
            "service_desk_enabled",
            "requirements_enabled",
            "security_and_compliance_enabled",
            "secret_push_protection_enabled",
            "pre_receive_secret_detection_enabled",
            "spp_repository_pipeline_access",
            "emails_enabled",
            "shared_runners_enabled",
            "group_runners_enabled",
            "lfs_enabled",
            "auto_devops_enabled",
            "public_jobs",
            "request_access_enabled",
            "can_create_merge_request_in",
            "resolve_outdated_diff_discussions",
            "only_allow_merge_if_pipeline_succeeds",
            "only_allow_merge_if_all_discussions_are_resolved",
            "only_allow_merge_if_all_status_checks_passed",
            "allow_merge_on_skipped_pipeline",
            "allow_pipeline_trigger_approve_deployment",
            "remove_source_branch_after_merge",
            "printing_merge_request_link_enabled",
            "printing_merge_requests_link_enabled",
            "merge_pipelines_enabled",
            "merge_trains_enabled",
            "autoclose_referenced_issues",
            "enforce_auth_checks_on_uploads",
            "warn_about_potentially_unwanted_characters",
            "web_based_commit_signing_enabled",
            "keep_latest_artifact",
            "restrict_user_defined_variables",
            "ci_forward_deployment_enabled",
            "ci_forward_deployment_rollback_allowed",
            "ci_allow_fork_pipelines_to_run_in_parent_project",
            "ci_job_token_scope_enabled",
            "ci_separated_caches",
            "ci_push_repository_for_job_token_allowed",
            "mirror",
            "mirror_trigger_builds",
            "only_mirror_protected_branches",
            "mirror_overwrites_diverged_branches");

    private static final List<String> NULL = List.of(
            "container_registry_image_prefix",
            "container_expiration_policy",
            "service_desk_address",
            "import_url",
            "import_type",
            "import_error",
            "runners_token",
            "runner_token_expiration_interval",
            "build_timeout",
            "build_git_strategy",
            "build_coverage_regex",
            "auto_cancel_pending_pipelines",
            "auto_devops_deploy_strategy",
            "ci_config_path",
            "ci_default_git_depth",
            "ci_delete_pipelines_in_seconds",
            "ci_restrict_pipeline_cancellation_role",
            "ci_pipeline_variables_minimum_override_role",
            "max_artifacts_size",
            "merge_method",
            "squash_option",
            "suggestion_commit_message",
            "merge_commit_template",
            "squash_commit_template",
            "issue_branch_template",
            "issues_template",
            "merge_requests_template",
            "external_authorization_classification_label",
            "repository_storage",
            "mirror_user_id",
            "marked_for_deletion_at",
            "marked_for_deletion_on",
            "license",
            "license_url");

    private static final List<String> NONE = List.of(
            "shared_with_groups", "compliance_frameworks", "ci_id_token_sub_claim_components", "custom_attributes");

    private static final List<String> ZERO = List.of("open_issues_count", "approvals_before_merge");

    private static final List<String> LINKS =
            List.of("issues", "merge_requests", "labels", "events", "members", "cluster_agents");

    private static final List<String> NO_SIZES = List.of(
            "wiki_size",
            "lfs_objects_size",
            "job_artifacts_size",
            "pipeline_artifacts_size",
            "packages_size",
            "snippets_size",
            "uploads_size",
            "container_registry_size");

    private ProjectJson() {}

    /** The fields that {@code simple=true} asks for. */
    static void simple(JsonGenerator json, ReadCall call, ListedProject listed) {
        json.writeStartObject();
        simpleFields(json, call, listed);
        json.writeEndObject();
    }

    private static void simpleFields(JsonGenerator json, ReadCall call, ListedProject listed) {
        ProjectKey key = listed.project().key();
        String repo = key.repoId().value();
        String url = WebUrls.project(call, key);
        json.writeNumberProperty("id", listed.project().id().value());
        json.writeStringProperty("description", "");
        json.writeStringProperty("name", repo);
        json.writeStringProperty("name_with_namespace", key.owner() + " / " + repo);
        json.writeStringProperty("path", repo);
        json.writeStringProperty("path_with_namespace", key.toString());
        json.writeStringProperty("created_at", Json.time(listed.project().createdAt()));
        json.writeStringProperty(
                "default_branch", listed.project().defaultBranch().name().value());
        json.writeArrayPropertyStart("tag_list").writeEndArray();
        json.writeArrayPropertyStart("topics").writeEndArray();
        json.writeNullProperty("ssh_url_to_repo");
        json.writeStringProperty("http_url_to_repo", url + ".git");
        json.writeStringProperty("web_url", url);
        json.writeNullProperty("readme_url");
        json.writeNullProperty("avatar_url");
        json.writeNumberProperty("forks_count", 0);
        json.writeNumberProperty("star_count", 0);
        json.writeStringProperty("last_activity_at", Json.time(listed.lastActivity()));
        json.writeStringProperty("visibility", "private");
        json.writeName("namespace");
        NamespaceJson.basic(json, call, key.owner());
    }

    /**
     * All fields.
     *
     * @param statistics whether to say how large it is
     */
    static void whole(JsonGenerator json, ReadCall call, ListedProject listed, boolean statistics) {
        OwnerId owner = listed.project().key().owner();
        json.writeStartObject();
        simpleFields(json, call, listed);
        json.writeStringProperty("description_html", "");
        json.writeStringProperty("updated_at", Json.time(listed.lastActivity()));
        json.writeBooleanProperty("archived", false);
        // An empty branch is a branch: clients give up on a project of which this is true.
        json.writeBooleanProperty("empty_repo", false);
        json.writeNumberProperty("creator_id", IntegerIds.of(owner));
        json.writeObjectPropertyStart("owner");
        UserJson.basic(json, call, owner);
        json.writeNullProperty("created_at");
        json.writeEndObject();
        links(json, call.apiBase() + "/projects/" + listed.project().id().value());
        json.writeStringProperty("repository_object_format", "sha1");
        json.writeStringProperty("repository_access_level", "enabled");
        OTHER_FEATURES.forEach(feature -> json.writeStringProperty(feature + "_access_level", "disabled"));
        json.writeStringProperty("import_status", "none");
        json.writeBooleanProperty("emails_disabled", true);
        OFF.forEach(name -> json.writeBooleanProperty(name, false));
        ZERO.forEach(name -> json.writeNumberProperty(name, 0));
        NULL.forEach(json::writeNullProperty);
        NONE.forEach(name -> json.writeArrayPropertyStart(name).writeEndArray());
        permissions(json);
        statistics(json, listed, statistics);
        json.writeEndObject();
    }

    private static void links(JsonGenerator json, String self) {
        json.writeObjectPropertyStart("_links");
        json.writeStringProperty("self", self);
        json.writeStringProperty("repo_branches", self + "/repository/branches");
        LINKS.forEach(name -> json.writeStringProperty(name, self + '/' + name));
        json.writeEndObject();
    }

    private static void permissions(JsonGenerator json) {
        json.writeObjectPropertyStart("permissions");
        json.writeObjectPropertyStart("project_access");
        json.writeNumberProperty("access_level", ACCESS_LEVEL);
        json.writeNumberProperty("notification_level", NOTIFICATION_LEVEL_GLOBAL);
        json.writeEndObject();
        json.writeNullProperty("group_access");
        json.writeEndObject();
    }

    /**
     * Statistics of the default branch; the size of the rest, and what branches share, would take a walk through all of
     * them.
     */
    private static void statistics(JsonGenerator json, ListedProject listed, boolean wanted) {
        if (!wanted) {
            json.writeNullProperty("statistics");
            return;
        }
        Snapshot live = listed.defaultBranch();
        json.writeObjectPropertyStart("statistics");
        json.writeNumberProperty("commit_count", live.number().value());
        json.writeNumberProperty("storage_size", live.listing().size());
        json.writeNumberProperty("repository_size", live.listing().size());
        NO_SIZES.forEach(name -> json.writeNumberProperty(name, 0));
        json.writeEndObject();
    }
}
