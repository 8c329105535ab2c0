package io.erpconfig.http.read;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.http.PercentEncoding;

/** The {@code web_url}s that GitLab's objects have: stable names, under the base URL that the client used. */
final class WebUrls {

    private WebUrls() {}

    static String owner(ReadCall call, OwnerId owner) {
        return call.webBase() + "/-/users/" + owner;
    }

    static String project(ReadCall call, ProjectKey project) {
        return call.webBase() + '/' + project;
    }

    /** @param kind of thing: {@code tree}, {@code commit} or {@code compare} */
    static String in(ReadCall call, ProjectKey project, String kind, String name) {
        return project(call, project) + "/-/" + kind + '/' + PercentEncoding.encode(name);
    }
}
