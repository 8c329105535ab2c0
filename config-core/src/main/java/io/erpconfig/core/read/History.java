package io.erpconfig.core.read;

import io.erpconfig.core.content.ChangeTrees;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Generations;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Project;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Walks from a snapshot to those before it. Safe for any number of threads. */
final class History {

    private static final int REMEMBERED = 5_000;

    /** Number of consecutive snapshots up to which each is asked for by itself. */
    private static final int READ_ONE_BY_ONE = 16;

    /** Number of snapshots that are read, and held in memory, at once; the message of one may have 64 Ki characters. */
    static final int READ_AT_ONCE = 64;

    private final SnapshotLog snapshots;
    private final Trees trees;

    private final ChangeTrees changeTrees;
    private final Generations generations;

    /** Recent results of walks, by where they began: a walk begins where no change tree tells more. */
    private final Map<Place, SnapshotLog.Location> walked =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, SnapshotLog.Location> eldest) {
                    return size() > REMEMBERED;
                }
            });

    private record Place(SnapshotLog.Location from, ConfigPath path) {}

    History(SnapshotLog snapshots, Trees trees, ChangeTrees changeTrees) {
        this.snapshots = snapshots;
        this.trees = trees;
        this.changeTrees = changeTrees;
        this.generations = new Generations(snapshots);
    }

    Optional<Revision> parent(Revision of) {
        Optional<Snapshot.Parent> parent = of.snapshot().parent();
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        BranchKey branch = new BranchKey(of.project().key(), parent.get().branch());
        return at(of, branch, parent.get().number());
    }

    /** These branches, in their order, and then those that they were copied from, and so on. */
    Set<BranchKey> withOrigins(List<BranchKey> branches) {
        Set<BranchKey> all = new LinkedHashSet<>(branches);
        Deque<BranchKey> open = new ArrayDeque<>(all);
        while (!open.isEmpty()) {
            origin(open.remove())
                    .map(SnapshotLog.Location::branch)
                    .filter(all::add)
                    .ifPresent(open::add);
        }
        return all;
    }

    /** The snapshot of another branch that this one was copied from. */
    Optional<SnapshotLog.Location> origin(BranchKey branch) {
        return generations.origin(branch);
    }

    /**
     * The number up to which each branch leads to a revision: its own branch first, then the one that this was copied from,
     * and so on. Nothing but the branches' first snapshots is read.
     */
    Map<BranchKey, Integer> line(Revision of) {
        Map<BranchKey, Integer> line = new LinkedHashMap<>();
        Optional<SnapshotLog.Location> next =
                Optional.of(new SnapshotLog.Location(of.branch(), of.snapshot().number()));
        while (next.isPresent()
                && line.putIfAbsent(next.get().branch(), next.get().number().value()) == null) {
            next = origin(next.get().branch());
        }
        return line;
    }

    /** The newest revision that leads to both. */
    Optional<Revision> commonAncestor(Revision one, Revision other) {
        Map<BranchKey, Integer> line = line(one);
        for (Map.Entry<BranchKey, Integer> part : line(other).entrySet()) {
            Integer number = line.get(part.getKey());
            if (number != null) {
                return at(one, part.getKey(), new SnapshotNumber(Math.min(number, part.getValue())));
            }
        }
        return Optional.empty();
    }

    Optional<Revision> at(Project project, SnapshotLog.Location place) {
        return snapshots
                .find(place.branch(), place.number())
                .map(snapshot -> new Revision(project, place.branch(), snapshot));
    }

    private Optional<Revision> at(Revision of, BranchKey branch, SnapshotNumber number) {
        return snapshots.find(branch, number).map(snapshot -> new Revision(of.project(), branch, snapshot));
    }

    /** The revisions from one back, newest first. */
    Iterator<Revision> before(Revision from) {
        return before(from, each -> true);
    }

    /**
     * The same.
     *
     * @param within as for {@link #touching}
     */
    Iterator<Revision> before(Revision from, Predicate<Revision> within) {
        ReadAhead ahead = new ReadAhead();
        return new Backwards(from, newest -> Optional.of(newest).filter(within), ahead::parent);
    }

    /** Some consecutive revisions of a branch, both ends included, oldest first; those that there are. */
    List<Revision> range(Project project, BranchKey branch, int first, int last) {
        if (last - first < READ_ONE_BY_ONE) {
            return IntStream.rangeClosed(first, last)
                    .mapToObj(SnapshotNumber::new)
                    .flatMap(number -> snapshots.find(branch, number).stream())
                    .map(snapshot -> new Revision(project, branch, snapshot))
                    .toList();
        }
        return snapshots.range(branch, new SnapshotNumber(first), new SnapshotNumber(last)).stream()
                .map(snapshot -> new Revision(project, branch, snapshot))
                .toList();
    }

    /**
     * Finds the parents of revisions one after the other: the first ones singly, which answers from memory what others
     * have asked for, and the rest of a long way as many at once as memory may be taken for.
     */
    private final class ReadAhead {
        private final Deque<Revision> ahead = new ArrayDeque<>();
        private int singly;

        Optional<Revision> parent(Revision of) {
            int number = of.snapshot().number().value();
            if (ahead.isEmpty() && number > 1 && singly++ >= READ_ONE_BY_ONE) {
                range(of.project(), of.branch(), Math.max(1, number - READ_AT_ONCE), number - 1)
                        .forEach(ahead::push);
            }
            return ahead.isEmpty() ? History.this.parent(of) : Optional.of(ahead.pop());
        }
    }

    /** Goes back from a revision, in steps that a search makes from the parent of each that it has found. */
    private final class Backwards implements Iterator<Revision> {
        private final Function<Revision, Optional<Revision>> search;
        private final Function<Revision, Optional<Revision>> parents;
        private Optional<Revision> open;
        private Optional<Revision> next = Optional.empty();

        Backwards(
                Revision from,
                Function<Revision, Optional<Revision>> search,
                Function<Revision, Optional<Revision>> parents) {
            this.search = search;
            this.parents = parents;
            this.open = Optional.of(from);
        }

        @Override
        public boolean hasNext() {
            if (next.isEmpty() && open.isPresent()) {
                next = search.apply(open.get());
                open = Optional.empty();
            }
            return next.isPresent();
        }

        @Override
        public Revision next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Revision found = next.orElseThrow();
            next = Optional.empty();
            open = parents.apply(found);
            return found;
        }
    }

    boolean touches(Revision revision, ConfigPath path) {
        Optional<TreeEntry> before =
                parent(revision).flatMap(p -> trees.find(p.snapshot().root(), path));
        return !before.equals(trees.find(revision.snapshot().root(), path));
    }

    /**
     * The newest revision, from one back, that made what is at a path what it is. Where change trees tell, that reads as little
     * of a long history as of a short one; where they don't, it walks.
     *
     * @param path where something is in the given revision
     */
    Revision lastChange(Revision from, ConfigPath path) {
        Optional<TreeEntry> wanted = trees.find(from.snapshot().root(), path);
        Optional<Place> walk = Optional.empty();
        Revision oldest = from;
        while (true) {
            Optional<Told> told = told(oldest, path);
            if (told.isPresent()) {
                oldest = told.get().revision();
                if (told.get().isLastChange()) {
                    break;
                }
                continue;
            }
            if (walk.isEmpty()) {
                walk = Optional.of(new Place(place(oldest), path));
                Optional<Revision> before = walk.map(walked::get).flatMap(end -> at(from.project(), end));
                if (before.isPresent()) {
                    return before.get();
                }
            }
            Optional<Revision> before = parent(oldest);
            if (before.isEmpty() || !same(before.get(), oldest, path, wanted)) {
                break;
            }
            oldest = before.get();
        }
        if (walk.isPresent()) {
            walked.put(walk.get(), place(oldest));
        }
        return oldest;
    }

    private boolean same(Revision before, Revision after, ConfigPath path, Optional<TreeEntry> wanted) {
        return before.snapshot().root().equals(after.snapshot().root())
                || trees.find(before.snapshot().root(), path).equals(wanted);
    }

    /**
     * What a change tree tells of a path.
     *
     * @param revision     the last change, or an older revision in which the same is there
     * @param isLastChange which of these
     */
    private record Told(Revision revision, boolean isLastChange) {}

    private Optional<Told> told(Revision of, ConfigPath path) {
        Optional<Snapshot.Changes> changes = of.snapshot().changes();
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt found = changeTrees.find(of.snapshot().root(), changes.get().root(), path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int generation = Math.abs(found.getAsInt());
        boolean isLastChange = found.getAsInt() > 0;
        return ofGeneration(of, changes.get(), generation)
                .filter(revision -> isLastChange || !place(revision).equals(place(of)))
                .map(revision -> new Told(revision, isLastChange));
    }

    private Optional<Revision> ofGeneration(Revision from, Snapshot.Changes changes, int generation) {
        return generations
                .find(place(from), changes.generation(), generation)
                .flatMap(place -> at(from.project(), place));
    }

    /** The oldest revision, from one back, that is known to have taken nothing out of a folder after it. */
    private Optional<Revision> lastRemoval(Revision from, Optional<ConfigPath> folder) {
        return from.snapshot().changes().flatMap(changes -> {
            OptionalInt generation = changeTrees.lastRemoval(from.snapshot().root(), changes.root(), folder);
            return generation.isEmpty() ? Optional.empty() : ofGeneration(from, changes, generation.getAsInt());
        });
    }

    /**
     * The revisions, from one back, that touched what is at a path, newest first. They are found from one last change to
     * the one before; from one that brought something back to one that took it away by the commits that took something out
     * of the folder that it was in.
     *
     * @param within says how far back: it holds for a revision and all that follow upon it, or for none of these
     */
    Iterator<Revision> touching(Revision from, ConfigPath path, Predicate<Revision> within) {
        return new Backwards(from, newest -> newestTouching(newest, path, within), this::parent);
    }

    private Optional<Revision> newestTouching(Revision from, ConfigPath path, Predicate<Revision> within) {
        Revision here = from;
        while (within.test(here)) {
            Optional<ConfigPath> nearest = trees.findNearest(here.snapshot().root(), path);
            if (nearest.equals(Optional.of(path))) {
                return Optional.of(lastChange(here, path)).filter(within);
            }
            Revision newest = here;
            Revision changed = lastRemoval(here, nearest)
                    // Else the commits that changed the folder are looked at one by one: all of them, of the root
                    // folder.
                    .orElseGet(() ->
                            nearest.map(folder -> lastChange(newest, folder)).orElse(newest));
            Optional<Revision> before = parent(changed);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            if (trees.find(before.get().snapshot().root(), path).isPresent()) {
                return Optional.of(changed).filter(within);
            }
            here = before.get();
        }
        return Optional.empty();
    }

    private static SnapshotLog.Location place(Revision revision) {
        return new SnapshotLog.Location(revision.branch(), revision.snapshot().number());
    }
}
