package io.erpconfig.http.read;

import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Page;
import io.erpconfig.http.Route;
import io.erpconfig.http.diff.Diffs;
import io.erpconfig.http.diff.FileDiff;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import tools.jackson.core.JsonGenerator;

/** Snapshots as commits. */
final class CommitRoutes {

    private static final String NOT_FOUND = "404 Commit Not Found";

    /** The most commits that are held in memory at once, a page among them; their messages may be long. */
    private static final int HELD = 200;

    /** The most text of their messages that is held, in characters: one may have 64 Ki of them. */
    private static final int HELD_TEXT = 256 * 1024;

    private final ConfigReader reader;
    private final CommitStats stats;
    private final Diffs diffs;

    CommitRoutes(ConfigReader reader, CommitStats stats, Diffs diffs) {
        this.reader = reader;
        this.stats = stats;
        this.diffs = diffs;
    }

    List<Route<ReadHandler>> routes() {
        String one = "projects/{id}/repository/commits/{sha}";
        Map<String, ReadHandler> handlers = new LinkedHashMap<>();
        handlers.put("projects/{id}/repository/commits", this::list);
        handlers.put(one, this::one);
        handlers.put(one + "/diff", this::diff);
        handlers.put(one + "/refs", this::refs);
        handlers.put(one + "/sequence", this::sequence);
        handlers.put(one + "/signature", this::signature);
        for (String none : List.of("comments", "discussions", "merge_requests", "statuses")) {
            handlers.put(one + '/' + none, this::none);
        }
        handlers.put("projects/{id}/repository/merge_base", this::mergeBase);
        return handlers.entrySet().stream()
                .map(entry -> new Route<>("GET", entry.getKey(), entry.getValue()))
                .toList();
    }

    /** {@code GET projects/{id}/repository/commits} */
    private Answer list(ReadCall call) {
        CommitQuery query = new CommitQuery(reader, call, NOT_FOUND);
        Optional<Page> page = Page.asked(call.query());
        long offset = page.map(Page::offset).orElse(0L);
        int size = page.map(Page::size).orElse(Integer.MAX_VALUE);
        List<Revision> held = new ArrayList<>();
        MessageDigest ids = Sha256.newDigest();
        int found = 0;
        long text = 0;
        Iterator<Revision> commits = query.commits(offset);
        // How many there are would take the whole way back to tell, so a page doesn't; GitLab's doesn't either.
        while (found < size && commits.hasNext()) {
            Revision commit = commits.next();
            found++;
            ids.update(commit.snapshot().commitId().hex().getBytes(StandardCharsets.US_ASCII));
            text += commit.snapshot().message().length();
            if (held.size() < HELD && text <= HELD_TEXT) {
                held.add(commit);
            }
        }
        boolean more = commits.hasNext();
        int total = found;
        List<Answer.Header> headers =
                page.map(asked -> asked.headers(more, call.links())).orElseGet(() -> Page.whole(total, call.links()));
        boolean allHeld = held.size() == found;
        if (allHeld && !query.stats()) {
            return Answer.json(json -> write(json, call, query, held)).with(headers);
        }
        // Read again, and lines counted, while it is sent: a client that asks for many waits for the first only, and
        // may stop.
        Iterable<Revision> sent = allHeld ? held : () -> first(query.commits(offset), total);
        return Answer.writtenJson(json -> write(json, call, query, sent))
                .with(headers)
                .withTag(EntityTag.ofParts(
                        HexFormat.of().formatHex(ids.digest()),
                        call.webBase(),
                        headers.toString(),
                        Boolean.toString(query.stats()),
                        Boolean.toString(query.trailers())));
    }

    private static Iterator<Revision> first(Iterator<Revision> all, int size) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false)
                .limit(size)
                .iterator();
    }

    private void write(JsonGenerator json, ReadCall call, CommitQuery query, Iterable<Revision> commits) {
        json.writeStartArray();
        for (Revision commit : commits) {
            json.writeStartObject();
            CommitJson.fields(json, call, commit.project().key(), commit.snapshot(), query.trailers());
            if (query.stats()) {
                stats.of(commit).write(json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static Revision commit(ReadCall call, Project project) {
        return call.revisionNamed(project, call.variable("sha"), NOT_FOUND);
    }

    /** {@code GET projects/{id}/repository/commits/{sha}}, where a branch or another ref may stand too */
    private Answer one(ReadCall call) {
        Project project = call.project();
        boolean counted = call.query().choice("stats").orElse(true);
        Revision commit = commit(call, project);
        return Answer.json(json -> {
            json.writeStartObject();
            CommitJson.fields(json, call, project.key(), commit.snapshot());
            if (counted) {
                stats.of(commit).write(json);
            }
            json.writeNullProperty("status");
            json.writeNumberProperty("project_id", project.id().value());
            json.writeNullProperty("last_pipeline");
            json.writeEndObject();
        });
    }

    /** {@code GET projects/{id}/repository/commits/{sha}/diff} */
    private Answer diff(ReadCall call) {
        boolean headers = call.query().flag("unidiff");
        Revision commit = commit(call, call.project());
        Page.Part<FileDiff> page = Page.part(FileDiff.of(reader.changes(commit)), call.query(), call.links());
        return Answer.writtenJson(json -> diffs.write(json, page.items(), headers))
                .with(page.headers())
                .withTag(EntityTag.ofParts(
                        commit.snapshot().commitId().hex(),
                        Boolean.toString(headers),
                        page.headers().toString()));
    }

    /** {@code GET projects/{id}/repository/commits/{sha}/refs}: the branches that it leads to. */
    private Answer refs(ReadCall call) {
        Project project = call.project();
        boolean none = call.query().oneOf("type", "all", "branch", "tag").equals("tag");
        Revision commit = commit(call, project);
        List<String> names = new ArrayList<>();
        call.branches(project).stream()
                .filter(state -> !none)
                .filter(state -> reader.commits(List.of(CommitQuery.live(project, state)), List.of())
                        .contains(commit))
                .forEach(state -> names.add(state.branch().name().value()));
        Page.Sliced<String> page = Page.slice(names, call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    for (String name : page.items()) {
                        json.writeStartObject();
                        json.writeStringProperty("type", "branch");
                        json.writeStringProperty("name", name);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    /** {@code GET projects/{id}/repository/commits/{sha}/sequence}: how many lead to it, itself included. */
    private Answer sequence(ReadCall call) {
        // There is but one parent, so either way is right.
        call.query().flag("first_parent");
        Revision commit = commit(call, call.project());
        long count = reader.commits(List.of(commit), List.of()).size();
        return Answer.json(json ->
                json.writeStartObject().writeNumberProperty("count", count).writeEndObject());
    }

    /** {@code GET projects/{id}/repository/commits/{sha}/signature}: no commit has one. */
    private Answer signature(ReadCall call) {
        commit(call, call.project());
        throw new ApiException(ApiErrorCode.NOT_FOUND, "404 Signature Not Found");
    }

    /** Empty lists of things that commits have in GitLab and not here. */
    private Answer none(ReadCall call) {
        commit(call, call.project());
        return AbsentRoutes.empty(call);
    }

    /** {@code GET projects/{id}/repository/merge_base}: the newest commit that leads to all of the refs. */
    private Answer mergeBase(ReadCall call) {
        Project project = call.project();
        List<String> refs = call.query().list("refs");
        if (refs.size() < 2) {
            throw ApiException.parameter("Provide at least 2 refs");
        }
        Optional<Revision> base = Optional.of(known(call, project, refs.get(0)));
        for (String ref : refs.subList(1, refs.size())) {
            Revision revision = known(call, project, ref);
            base = base.flatMap(soFar -> reader.commonAncestor(soFar, revision));
        }
        Revision common = base.orElseThrow(() -> new ApiException(ApiErrorCode.NOT_FOUND, "404 Merge Base Not Found"));
        return Answer.json(json -> CommitJson.write(json, call, project.key(), common.snapshot()));
    }

    private static Revision known(ReadCall call, Project project, String ref) {
        try {
            return call.revisionNamed(project, ref, NOT_FOUND);
        } catch (ApiException e) {
            throw e.code() == ApiErrorCode.REF_NOT_FOUND ? ApiException.parameter("Could not find ref: " + ref) : e;
        }
    }
}
