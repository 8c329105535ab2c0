package io.erpconfig.http.admin;

import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.OpenApi;
import io.erpconfig.http.Route;
import java.util.List;

/** The routes of projects, branches, files and their history. */
final class ContentApi {

    private static final String PROJECT = "projects/{repoId}";
    private static final String BRANCHES = PROJECT + "/branches";
    /** A branch; any ref where a tree or file is read. */
    private static final String BRANCH = BRANCHES + "/{branch}";

    private ContentApi() {}

    static List<Route<AdminRoute>> routes(AdminServices services) {
        ConfigReader reader = services.reader();
        ProjectRoutes projects = new ProjectRoutes(reader, services.projects());
        BranchRoutes branches = new BranchRoutes(reader, services.projects());
        RevisionRoutes revisions = new RevisionRoutes(reader);
        EditRoutes edits = new EditRoutes(reader, services.editor());
        HistoryRoute history = new HistoryRoute(reader);
        Answer openApi = OpenApi.document();
        return List.of(
                new Route<>("GET", "openapi.json", AdminRoute.open(call -> openApi)),
                signedIn("GET", "projects", projects::list),
                signedIn("POST", "projects", projects::create),
                signedIn("GET", PROJECT, projects::one),
                signedIn("DELETE", PROJECT, projects::delete),
                signedIn("GET", BRANCHES, branches::list),
                signedIn("POST", BRANCHES, branches::create),
                signedIn("GET", BRANCH, branches::one),
                signedIn("DELETE", BRANCH, branches::delete),
                signedIn("GET", BRANCH + "/tree", revisions::tree),
                signedIn("GET", BRANCH + "/files/{path...}", revisions::file),
                signedIn("PUT", BRANCH + "/files/{path...}", edits::save, EditRoutes.MESSAGE),
                signedIn("DELETE", BRANCH + "/files/{path...}", edits::delete, EditRoutes.MESSAGE),
                signedIn("POST", BRANCH + "/commits", edits::commit),
                signedIn(
                        "POST",
                        BRANCH + "/rollback",
                        edits::rollBack,
                        EditRoutes.TO,
                        EditRoutes.PATH,
                        EditRoutes.MESSAGE),
                signedIn("GET", BRANCH + "/history", history::list),
                signedIn("GET", PROJECT + "/compare", revisions::compare),
                signedIn("GET", PROJECT + "/archive.zip", revisions::archive));
    }

    private static Route<AdminRoute> signedIn(
            String method, String pattern, AdminHandler handler, String... parameters) {
        return new Route<>(method, pattern, AdminRoute.signedIn(handler, parameters));
    }
}
