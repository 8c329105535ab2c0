package io.erpconfig.http.read;

import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.CommitSet;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.diff.Diffs;
import io.erpconfig.http.diff.FileDiff;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/** The comparison of two revisions. */
final class CompareRoute {

    private final ConfigReader reader;
    private final Diffs diffs;

    CompareRoute(ConfigReader reader, Diffs diffs) {
        this.reader = reader;
        this.diffs = diffs;
    }

    /** {@code GET projects/{id}/repository/compare} */
    Answer compare(ReadCall call) {
        Project project = call.project();
        String fromName = required(call, "from");
        String toName = required(call, "to");
        boolean straight = call.query().flag("straight");
        boolean unidiff = call.query().flag("unidiff");
        // There are no forks, so that a project is compared with itself alone.
        OptionalLong other = call.query().number("from_project_id");
        if (other.isPresent() && other.getAsLong() != project.id().value()) {
            throw ApiException.parameter("Target project id:" + other.getAsLong() + " is not a fork of project id:"
                    + project.id().value());
        }
        Revision from = call.revisionNamed(project, fromName, "404 Ref Not Found");
        Revision to = call.revisionNamed(project, toName, "404 Ref Not Found");
        String url = WebUrls.in(call, project.key(), "compare", fromName + "..." + toName);
        String tag = EntityTag.ofParts(
                from.snapshot().commitId().hex(),
                to.snapshot().commitId().hex(),
                Boolean.toString(straight),
                Boolean.toString(unidiff),
                url);
        return Answer.writtenJson(
                        json -> write(json, call, between(from, to, straight), unidiff, fromName.equals(toName), url))
                .withTag(tag);
    }

    private static String required(ReadCall call, String parameter) {
        return call.query().text(parameter).orElseThrow(() -> ApiException.parameter(parameter + " is missing"));
    }

    /**
     * The two states that are compared.
     *
     * @param base    the state before: where the two parted, as in GitLab, or the first one itself if it was asked so
     * @param to      the state after
     * @param commits that lead to the second and not to the first
     */
    private record Comparison(Revision base, Revision to, CommitSet commits) {}

    private Comparison between(Revision from, Revision to, boolean straight) {
        Revision base = straight ? from : reader.commonAncestor(from, to).orElse(from);
        return new Comparison(base, to, reader.commits(List.of(to), List.of(from)));
    }

    private void write(
            JsonGenerator json, ReadCall call, Comparison comparison, boolean unidiff, boolean sameRef, String url) {
        CommitSet commits = comparison.commits();
        json.writeStartObject();
        json.writeName("commit");
        if (commits.size() == 0) {
            json.writeNull();
        } else {
            write(json, call, comparison.to());
        }
        json.writeArrayPropertyStart("commits");
        commits.oldestFirst(comparison.to()).forEach(commit -> write(json, call, commit));
        json.writeEndArray();
        json.writeName("diffs");
        diffs.write(json, FileDiff.of(reader.compare(comparison.base(), comparison.to())), unidiff);
        json.writeBooleanProperty("compare_timeout", false);
        json.writeBooleanProperty("compare_same_ref", sameRef);
        json.writeStringProperty("web_url", url);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ReadCall call, Revision commit) {
        CommitJson.write(json, call, commit.project().key(), commit.snapshot());
    }
}
