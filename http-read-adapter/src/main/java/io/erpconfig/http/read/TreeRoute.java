package io.erpconfig.http.read;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.content.TreeListing;

/** The route that lists a folder. */
final class TreeRoute {

    private final TreeListing listing;

    TreeRoute(ConfigReader reader) {
        this.listing = new TreeListing(reader);
    }

    /** {@code GET projects/{id}/repository/tree} */
    Answer list(ReadCall call) {
        Project project = call.project();
        Revision revision = call.revision(project, "ref", "404 Tree Not Found");
        return listing.list(revision, call.path(), call.query(), call.links(), false);
    }
}
