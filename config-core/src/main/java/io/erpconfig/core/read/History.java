package io.erpconfig.core.read;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.history.BranchKey;
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
import java.util.Set;

/** Walks from a snapshot to those before it. Safe for any number of threads. */
final class History {

    private static final int REMEMBERED = 5_000;

    private final SnapshotLog snapshots;
    private final Trees trees;

    /** Recent results of {@link #lastChange}, so that after another save it walks only to where it began before. */
    private final Map<Place, Found> found = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Found> eldest) {
            return size() > REMEMBERED;
        }
    });

    private record Place(BranchKey branch, ConfigPath path) {}

    /** Ids alone, as a snapshot's message may be long. */
    private record Found(SnapshotNumber from, BranchKey branch, SnapshotNumber lastChange) {}

    History(SnapshotLog snapshots, Trees trees) {
        this.snapshots = snapshots;
        this.trees = trees;
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
        return snapshots
                .find(branch, SnapshotNumber.FIRST)
                .flatMap(Snapshot::parent)
                .map(parent ->
                        new SnapshotLog.Location(new BranchKey(branch.project(), parent.branch()), parent.number()));
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

    Iterator<Revision> before(Revision from) {
        return new Iterator<>() {
            private Optional<Revision> next = Optional.of(from);

            @Override
            public boolean hasNext() {
                return next.isPresent();
            }

            @Override
            public Revision next() {
                Revision current = next.orElseThrow(NoSuchElementException::new);
                next = parent(current);
                return current;
            }
        };
    }

    boolean touches(Revision revision, ConfigPath path) {
        Optional<TreeEntry> before =
                parent(revision).flatMap(p -> trees.find(p.snapshot().root(), path));
        return !before.equals(trees.find(revision.snapshot().root(), path));
    }

    Revision lastChange(Revision from, ConfigPath path) {
        Place place = new Place(from.branch(), path);
        Found known = found.get(place);
        Optional<TreeEntry> wanted = trees.find(from.snapshot().root(), path);
        Revision oldest = from;
        while (true) {
            if (known != null
                    && oldest.branch().equals(place.branch())
                    && oldest.snapshot().number().equals(known.from)) {
                Optional<Revision> remembered = at(from, known.branch, known.lastChange);
                if (remembered.isPresent()) {
                    oldest = remembered.get();
                    break;
                }
            }
            Optional<Revision> before = parent(oldest);
            if (before.isEmpty() || !same(before.get(), oldest, path, wanted)) {
                break;
            }
            oldest = before.get();
        }
        if (known == null || from.snapshot().number().compareTo(known.from) > 0) {
            found.put(
                    place,
                    new Found(
                            from.snapshot().number(),
                            oldest.branch(),
                            oldest.snapshot().number()));
        }
        return oldest;
    }

    private boolean same(Revision before, Revision after, ConfigPath path, Optional<TreeEntry> wanted) {
        return before.snapshot().root().equals(after.snapshot().root())
                || trees.find(before.snapshot().root(), path).equals(wanted);
    }
}
