package io.erpconfig.http.read;

import io.erpconfig.core.content.GitId;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Body;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Json;
import io.erpconfig.http.Refusal;
import io.erpconfig.http.diff.Diffs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** What lies between two revisions. */
final class CompareRoute {

    private final ConfigReader reader;
    private final Diffs diffs;

    CompareRoute(ConfigReader reader, Diffs diffs) {
        this.reader = reader;
        this.diffs = diffs;
    }

    /** {@code GET projects/{id}/repository/compare} */
    Answer compare(Call call) {
        Project project = call.project();
        String fromName = required(call, "from");
        String toName = required(call, "to");
        boolean straight = call.query().flag("straight");
        Revision from = call.revision(project, Ref.parse(fromName), "404 Ref Not Found");
        Revision to = call.revision(project, Ref.parse(toName), "404 Ref Not Found");
        String url = WebUrls.in(call, project.key(), "compare", fromName + "..." + toName);
        String tag = EntityTag.ofParts(
                from.snapshot().commitId().hex(), to.snapshot().commitId().hex(), Boolean.toString(straight), url);
        Body body = new Body.Written(
                OptionalLong.empty(),
                out -> Json.write(
                        out, json -> write(json, call, between(from, to, straight), fromName.equals(toName), url)));
        return Answer.of(Json.MEDIA_TYPE, body).withTag(tag);
    }

    private static String required(Call call, String parameter) {
        return call.query().text(parameter).orElseThrow(() -> Refusal.parameter(parameter + " is missing"));
    }

    /**
     * What is compared.
     *
     * @param base    the state before: where the two parted, as in GitLab, or the first one itself if it was asked so
     * @param to      the state after
     * @param commits that lead to the second and not to the first, oldest first
     */
    private record Comparison(Revision base, Revision to, List<Revision> commits) {}

    private Comparison between(Revision from, Revision to, boolean straight) {
        Set<GitId> before = new HashSet<>();
        for (Revision commit : reader.commits(from)) {
            before.add(commit.snapshot().commitId());
        }
        List<Revision> commits = new ArrayList<>();
        Optional<Revision> parted = Optional.empty();
        for (Revision commit : reader.commits(to)) {
            if (before.contains(commit.snapshot().commitId())) {
                parted = Optional.of(commit);
                break;
            }
            commits.add(commit);
        }
        Collections.reverse(commits);
        return new Comparison(straight ? from : parted.orElse(from), to, commits);
    }

    private void write(JsonGenerator json, Call call, Comparison comparison, boolean sameRef, String url) {
        List<Revision> commits = comparison.commits();
        json.writeStartObject();
        json.writeName("commit");
        if (commits.isEmpty()) {
            json.writeNull();
        } else {
            write(json, call, commits.get(commits.size() - 1));
        }
        json.writeArrayPropertyStart("commits");
        commits.forEach(commit -> write(json, call, commit));
        json.writeEndArray();
        json.writeName("diffs");
        diffs.write(json, reader.compare(comparison.base(), comparison.to()));
        json.writeBooleanProperty("compare_timeout", false);
        json.writeBooleanProperty("compare_same_ref", sameRef);
        json.writeStringProperty("web_url", url);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Call call, Revision commit) {
        CommitJson.write(json, call, commit.project().key(), commit.snapshot());
    }
}
