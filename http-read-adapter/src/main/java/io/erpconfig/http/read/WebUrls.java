package io.erpconfig.http.read;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.http.PercentCode;

/** The {@code web_url}s that GitLab's objects have: stable names, under the base URL that the client used. */
final class WebUrls {

    private WebUrls() {}

    static String owner(Call call, OwnerId owner) {
        return call.webBase() + "/-/users/" + owner;
    }

    static String project(Call call, ProjectKey project) {
        return call.webBase() + '/' + project;
    }

    /** @param kind of thing: {@code tree}, {@code commit} or {@code compare} */
    static String in(Call call, ProjectKey project, String kind, String name) {
        return project(call, project) + "/-/" + kind + '/' + PercentCode.encode(name);
    }
}
