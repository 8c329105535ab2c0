package io.erpconfig.http.read;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import io.erpconfig.http.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Snapshots as commits. */
final class CommitRoutes {

    private static final String NOT_FOUND = "404 Commit Not Found";

    private final ConfigReader reader;
    private final CommitStats stats;

    CommitRoutes(ConfigReader reader, CommitStats stats) {
        this.reader = reader;
        this.stats = stats;
    }

    /** {@code GET projects/{id}/repository/commits} */
    Answer list(Call call) {
        Project project = call.project();
        Revision newest = call.revision(project, "ref_name", NOT_FOUND);
        Predicate<Revision> wanted = filter(call);
        Optional<Page> page = Page.asked(call.query());
        long offset = page.map(Page::offset).orElse(0L);
        int size = page.map(Page::size).orElse(Integer.MAX_VALUE);
        List<Revision> found = new ArrayList<>();
        boolean more = false;
        long index = 0;
        // How many there are would take the whole way back to tell, so the answer doesn't; GitLab's doesn't either.
        for (Revision commit : reader.commits(newest)) {
            if (!wanted.test(commit)) {
                continue;
            }
            if (found.size() == size) {
                more = true;
                break;
            }
            if (index++ >= offset) {
                found.add(commit);
            }
        }
        boolean next = more;
        return Answer.json(json -> {
                    json.writeStartArray();
                    found.forEach(commit -> CommitJson.write(json, call, project.key(), commit.snapshot()));
                    json.writeEndArray();
                })
                .with(page.map(asked -> asked.headers(next, call.links()))
                        .orElseGet(() -> Page.whole(found.size(), call.links())));
    }

    private Predicate<Revision> filter(Call call) {
        Query query = call.query();
        Optional<ConfigPath> path = call.path();
        Instant since = Timestamps.read(query, "since").orElse(Instant.MIN);
        Instant until = Timestamps.read(query, "until").orElse(Instant.MAX);
        return commit -> {
            Instant time = commit.snapshot().createdAt();
            return !time.isBefore(since)
                    && !time.isAfter(until)
                    && path.map(touched -> reader.touches(commit, touched)).orElse(true);
        };
    }

    /** {@code GET projects/{id}/repository/commits/{sha}}, where a branch or another ref may stand too */
    Answer one(Call call) {
        Project project = call.project();
        Revision commit = call.revision(project, Ref.parse(call.variable("sha")), NOT_FOUND);
        CommitStats.Lines lines = stats.of(commit);
        return Answer.json(json -> {
            json.writeStartObject();
            CommitJson.fields(json, call, project.key(), commit.snapshot());
            json.writeObjectPropertyStart("stats");
            json.writeNumberProperty("additions", lines.additions());
            json.writeNumberProperty("deletions", lines.deletions());
            json.writeNumberProperty("total", lines.additions() + lines.deletions());
            json.writeEndObject();
            json.writeNullProperty("status");
            json.writeNumberProperty("project_id", project.id().value());
            json.writeNullProperty("last_pipeline");
            json.writeEndObject();
        });
    }
}
