package io.erpconfig.http.read;

import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import java.util.Set;

/** Routes that search for names; contents are not searched. */
final class SearchRoutes {

    /** Scopes of which this store has nothing. */
    private static final Set<String> ABSENT = Set.of(
            "issues", "merge_requests", "milestones", "snippet_titles", "work_items", "epics", "notes", "wiki_blobs");

    private final ProjectRoutes projects;

    SearchRoutes(ProjectRoutes projects) {
        this.projects = projects;
    }

    /** {@code GET search} */
    Answer everywhere(ReadCall call) {
        String scope = scope(call);
        return scope.equals("projects") ? projects.found(call) : other(call, scope);
    }

    /** {@code GET projects/{id}/search} */
    Answer inProject(ReadCall call) {
        call.project();
        return other(call, scope(call));
    }

    private static String scope(ReadCall call) {
        if (call.query().text("search").isEmpty()) {
            throw ApiException.parameter("search is missing");
        }
        return call.query().text("scope").orElseThrow(() -> ApiException.parameter("scope is missing"));
    }

    private static Answer other(ReadCall call, String scope) {
        if (scope.equals("users")) {
            return UserRoutes.ownerIf(call, UserRoutes.isFound(call, "search"), UserRoutes::basic);
        }
        if (ABSENT.contains(scope)) {
            return AbsentRoutes.empty(call);
        }
        throw ApiException.parameter(
                scope.equals("blobs") || scope.equals("commits")
                        ? "scope must be of names: what files and messages say is not searched"
                        : "scope does not have a valid value");
    }
}
