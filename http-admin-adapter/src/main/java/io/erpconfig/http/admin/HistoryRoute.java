package io.erpconfig.http.admin;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Json;
import io.erpconfig.http.Page;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JsonGenerator;

/** A branch's snapshots. */
final class HistoryRoute {

    private final ConfigReader reader;

    HistoryRoute(ConfigReader reader) {
        this.reader = reader;
    }

    /**
     * The snapshots of one answer.
     *
     * @param lines   read one by one while they are sent: messages may be long, and the lines many
     * @param headers which page it is
     */
    private record Lines(Stream<Revision> lines, List<Answer.Header> headers) {}

    /** {@code GET A/projects/{repoId}/branches/{branch}/history} */
    Answer list(AdminCall call) {
        Project project = call.project(reader);
        BranchState state = call.branch(reader, project);
        Revision newest = new Revision(
                project, new BranchKey(project.key(), state.branch().id()), state.live());
        Optional<ConfigPath> path = call.path();
        Optional<Page> page = Page.asked(call.query());
        Lines found;
        if (page.isEmpty()) {
            List<Answer.Header> headers = path.isPresent()
                    ? Page.only(call.links())
                    : Page.whole(newest.snapshot().number().value(), call.links());
            found = new Lines(touching(newest, path), headers);
        } else if (path.isEmpty()) {
            found = page(newest, state, page.get(), call);
        } else {
            found = page(touching(newest, path), page.get(), call);
        }
        String asked = page.map(Page::toString).orElse("");
        return Answer.writtenJson(json -> {
                    json.writeStartArray();
                    for (Iterator<Revision> lines = found.lines().iterator(); lines.hasNext(); ) {
                        write(json, lines.next().snapshot(), state.live().number());
                    }
                    json.writeEndArray();
                })
                .with(found.headers())
                .withTag(EntityTag.ofParts(
                        state.branch().id().value(),
                        state.live().commitId().hex(),
                        path.map(ConfigPath::value).orElse(""),
                        asked,
                        found.headers().toString()));
    }

    /** The snapshots from a revision back to the branch's first; with a path, only those that changed what is there. */
    private Stream<Revision> touching(Revision newest, Optional<ConfigPath> path) {
        Iterable<Revision> lines =
                path.map(touched -> reader.touching(newest, touched)).orElseGet(() -> reader.commits(newest));
        return StreamSupport.stream(lines.spliterator(), false)
                .takeWhile(each -> each.branch().equals(newest.branch()));
    }

    /** A page of all snapshots: their numbers have no gaps, so that it is clear which are on it. */
    private Lines page(Revision newest, BranchState state, Page page, AdminCall call) {
        int total = newest.snapshot().number().value();
        List<Answer.Header> headers = page.headers(total, call.links());
        if (page.offset() >= total) {
            return new Lines(Stream.of(), headers);
        }
        SnapshotNumber first = new SnapshotNumber((int) (total - page.offset()));
        Revision from = reader.resolve(
                newest.project(), new Ref.OfSnapshot(state.branch().name(), first));
        if (!from.branch().equals(newest.branch())) {
            // Deleted and made again meanwhile.
            throw AdminCall.branchNotFound();
        }
        return new Lines(touching(from, Optional.empty()).limit(page.size()), headers);
    }

    /** A page of some snapshots: how many there are would take the whole way back to tell. */
    private static Lines page(Stream<Revision> all, Page page, AdminCall call) {
        List<Revision> found = all.skip(page.offset()).limit(page.size() + 1L).toList();
        boolean more = found.size() > page.size();
        return new Lines(found.stream().limit(page.size()), page.headers(more, call.links()));
    }

    private static void write(JsonGenerator json, Snapshot snapshot, SnapshotNumber live) {
        json.writeStartObject();
        json.writeStringProperty("id", snapshot.number().toString());
        json.writeNumberProperty("number", snapshot.number().value());
        json.writeStringProperty("created_at", Json.time(snapshot.createdAt()));
        json.writeStringProperty("author", snapshot.author().name().value());
        json.writeStringProperty("author_email", snapshot.author().email());
        json.writeStringProperty("message", snapshot.message());
        json.writeStringProperty("cause", snapshot.cause().toString());
        json.writeStringProperty("short_id", snapshot.shortId());
        json.writeStringProperty("commit_id", snapshot.commitId().hex());
        json.writeNumberProperty("files", snapshot.listing().files());
        json.writeNumberProperty("size", snapshot.listing().size());
        json.writeBooleanProperty("live", snapshot.number().equals(live));
        json.writeEndObject();
    }
}
