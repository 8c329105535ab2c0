package io.erpconfig.http.read;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.CommitSet;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.core.read.TimeSpan;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Query;
import io.erpconfig.http.Timestamps;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The commits that a list's query asks for, and the details of each, by GitLab's parameters. */
final class CommitQuery {

    private static final String RANGE = "..";

    private final Project project;
    private final Revision any;
    private final CommitSet commits;
    private final CommitSet.Order order;
    private final Optional<ConfigPath> path;
    private final TimeSpan span;
    private final Optional<Predicate<Author>> author;

    private final boolean stats;
    private final boolean trailers;

    CommitQuery(ConfigReader reader, ReadCall call, String notFound) {
        this.project = call.project();
        Query query = call.query();
        List<Revision> without = new ArrayList<>();
        List<Revision> of = query.flag("all") ? live(call) : named(reader, call, notFound, without);
        this.any = of.get(0);
        this.commits = reader.commits(of, without);
        this.order =
                query.oneOf("order", "default", "topo").equals("topo") ? CommitSet.Order.LINES : CommitSet.Order.TIME;
        // There is but one parent, so either way is right.
        query.flag("first_parent");
        this.stats = query.flag("with_stats");
        this.trailers = query.flag("trailers");
        this.path = call.path();
        if (path.isPresent() && query.flag("follow")) {
            throw ApiException.parameter(
                    "follow is not supported: a file is not followed to the path that it had before");
        }
        this.span = new TimeSpan(
                Timestamps.read(query, "since").orElse(TimeSpan.ALWAYS.first()),
                Timestamps.read(query, "until").orElse(TimeSpan.ALWAYS.last()));
        this.author =
                query.text("author").map(text -> each -> (each.name() + " <" + each.email() + '>').contains(text));
    }

    /** The newest of each branch. */
    private List<Revision> live(ReadCall call) {
        return call.branches(project).stream()
                .map(state -> live(project, state))
                .toList();
    }

    static Revision live(Project project, BranchState state) {
        return new Revision(project, new BranchKey(project.key(), state.branch().id()), state.live());
    }

    /**
     * Resolves {@code ref_name}: a ref; or as in git {@code A..B}, or {@code A...B} for what leads to one of them
     * alone.
     */
    private List<Revision> named(ConfigReader reader, ReadCall call, String notFound, List<Revision> without) {
        String name = call.query().text("ref_name").orElse("HEAD");
        int at = name.indexOf(RANGE);
        if (at < 0) {
            return List.of(call.revisionNamed(project, name, notFound));
        }
        boolean either = name.startsWith(RANGE + '.', at);
        Revision from = end(call, name.substring(0, at), notFound);
        Revision to = end(call, name.substring(at + (either ? 3 : 2)), notFound);
        if (either) {
            reader.commonAncestor(from, to).ifPresent(without::add);
            return List.of(to, from);
        }
        without.add(from);
        return List.of(to);
    }

    private Revision end(ReadCall call, String name, String notFound) {
        return name.isEmpty()
                ? call.revision(project, new Ref.Head(), notFound)
                : call.revisionNamed(project, name, notFound);
    }

    /**
     * The commits in the order that is asked for, each found when the iterator comes to it.
     *
     * @param skipped number of those that are left out at the beginning
     */
    Iterator<Revision> commits(long skipped) {
        if (path.isEmpty()) {
            return author.map(by -> commits.by(any, order, by, span, skipped))
                    .orElseGet(() -> commits.newestFirst(any, order, span, skipped));
        }
        Iterable<Revision> touching = () -> commits.touching(any, order, path.get(), span);
        return StreamSupport.stream(touching.spliterator(), false)
                .filter(each ->
                        author.map(by -> by.test(each.snapshot().author())).orElse(true))
                .skip(skipped)
                .iterator();
    }

    /** Whether the lines that each added and took away are asked for. */
    boolean stats() {
        return stats;
    }

    /** Whether the trailers of each are asked for. */
    boolean trailers() {
        return trailers;
    }
}
