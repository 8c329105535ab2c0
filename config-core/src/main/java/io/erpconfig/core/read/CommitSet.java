package io.erpconfig.core.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.history.SnapshotNumber;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Commits that lead to some revisions, without those that lead to others. Their number, and which they are, is known
 * without reading them, as in a branch they are consecutive; each is read when an iterator comes to it. Used by one
 * thread.
 */
public final class CommitSet {

    /** The order of commits; in either of them none comes before one that follows upon it. */
    public enum Order {
        /** The newest first. */
        TIME,
        /** Commits that lead to one revision before those that lead to another, where the two parted. */
        LINES
    }

    /** A range of numbers, both ends included; empty if the first is the greater. */
    private record Piece(int first, int last) {}

    private final History history;
    /**
     * The ranges by branch; for one revision its own branch first, then the one that this was copied from, and so on.
     */
    private final Map<BranchKey, Piece> pieces;

    /** Whether they all lead to one revision. */
    private final boolean oneLine;

    CommitSet(History history, List<Revision> of, List<Revision> without) {
        this.history = requireNonNull(history);
        Map<BranchKey, Integer> last = new LinkedHashMap<>();
        of.forEach(
                revision -> history.line(revision).forEach((branch, number) -> last.merge(branch, number, Math::max)));
        Map<BranchKey, Integer> first = new HashMap<>();
        without.forEach(
                revision -> history.line(revision).forEach((branch, number) -> first.merge(branch, number, Math::max)));
        this.oneLine = of.size() == 1;
        this.pieces = new LinkedHashMap<>();
        last.forEach((branch, number) -> {
            Piece piece = new Piece(first.getOrDefault(branch, 0) + 1, number);
            if (piece.first <= piece.last) {
                pieces.put(branch, piece);
            }
        });
    }

    private CommitSet(History history, Map<BranchKey, Piece> pieces) {
        this.history = history;
        this.pieces = pieces;
        this.oneLine = true;
    }

    /** Number of commits. */
    public long size() {
        return pieces.values().stream()
                .mapToLong(piece -> piece.last - piece.first + 1L)
                .sum();
    }

    /** Whether a revision is one of them. */
    public boolean contains(Revision revision) {
        return contains(new Location(revision.branch(), revision.snapshot().number()));
    }

    private boolean contains(Location place) {
        Piece piece = pieces.get(place.branch());
        int number = place.number().value();
        return piece != null && piece.first <= number && number <= piece.last;
    }

    /** All of them, of a set that leads to one revision: the first one first. */
    public Stream<Revision> oldestFirst(Revision revision) {
        List<Map.Entry<BranchKey, Piece>> order = new ArrayList<>(pieces.entrySet());
        Collections.reverse(order);
        return order.stream()
                .flatMap(entry -> Stream.iterate(
                                entry.getValue().first, number -> number <= entry.getValue().last, number -> number + 1)
                        .map(number -> new Location(entry.getKey(), new SnapshotNumber(number))))
                .flatMap(place -> history.at(revision.project(), place).stream());
    }

    /** All of them, those that follow upon others before these. */
    public Iterator<Revision> newestFirst(Revision revision, Order order) {
        return new Walk(revision, order, history::before);
    }

    /** The same without the first ones; where all lead to one revision, these are not read. */
    public Iterator<Revision> newestFirst(Revision revision, Order order, long skipped) {
        if (oneLine) {
            return without(skipped).newestFirst(revision, order);
        }
        Iterator<Revision> all = newestFirst(revision, order);
        for (long i = 0; i < skipped && all.hasNext(); i++) {
            all.next();
        }
        return all;
    }

    private CommitSet without(long skipped) {
        Map<BranchKey, Piece> left = new LinkedHashMap<>();
        long skip = skipped;
        for (Map.Entry<BranchKey, Piece> entry : pieces.entrySet()) {
            Piece piece = entry.getValue();
            long here = Math.min(skip, piece.last - piece.first + 1L);
            skip -= here;
            if (piece.last - here >= piece.first) {
                left.put(entry.getKey(), new Piece(piece.first, (int) (piece.last - here)));
            }
        }
        return new CommitSet(history, left);
    }

    /** Those that touched what is at a path, a file or a folder, in the same order. Those between them are not read. */
    public Iterator<Revision> touching(Revision revision, Order order, ConfigPath path) {
        return new Walk(revision, order, (from, within) -> history.touching(from, path, within));
    }

    /** Finds revisions from one back, newest first, as long as they are within a part of a branch. */
    private interface Search {
        Iterator<Revision> search(Revision from, Predicate<Revision> within);
    }

    /** What is wanted of consecutive commits of a branch, between places where branches were copied. */
    private static final class Lane {
        private final Location oldest;
        private final Iterator<Revision> commits;
        private Optional<Revision> ahead = Optional.empty();

        Lane(Location oldest, Iterator<Revision> commits) {
            this.oldest = oldest;
            this.commits = commits;
        }

        boolean isEmpty() {
            if (ahead.isEmpty() && commits.hasNext()) {
                ahead = Optional.of(commits.next());
            }
            return ahead.isEmpty();
        }

        Instant time() {
            return ahead.orElseThrow().snapshot().createdAt();
        }

        Revision take() {
            Revision next = ahead.orElseThrow();
            ahead = Optional.empty();
            return next;
        }
    }

    private final class Walk implements Iterator<Revision> {

        private final Revision of;
        private final Order order;
        private final Search search;
        /** The places where branches were copied, with the number of following commits that have not come yet. */
        private final Map<Location, Integer> awaited = new HashMap<>();
        /** The numbers of these places by branch. */
        private final Map<BranchKey, NavigableSet<Integer>> copied = new HashMap<>();
        /** Those upon which nothing follows that has not come yet. */
        private final Queue<Lane> ready;

        Walk(Revision of, Order order, Search search) {
            this.of = of;
            this.order = order;
            this.search = search;
            this.ready = order == Order.TIME
                    ? new PriorityQueue<>(Comparator.comparing(Lane::time).reversed())
                    : Collections.asLifoQueue(new ArrayDeque<>());
            pieces.forEach((branch, piece) -> {
                if (piece.first == 1) {
                    history.origin(branch).filter(CommitSet.this::contains).ifPresent(origin -> {
                        awaited.merge(origin, follows(origin) ? 2 : 1, (known, first) -> known + 1);
                        copied.computeIfAbsent(origin.branch(), key -> new TreeSet<>())
                                .add(origin.number().value());
                    });
                }
            });
            pieces.entrySet().stream()
                    .map(entry -> new Location(entry.getKey(), new SnapshotNumber(entry.getValue().last)))
                    .filter(place -> !awaited.containsKey(place))
                    .flatMap(place -> history.at(of.project(), place).stream())
                    .sorted(Comparator.comparing(newest -> newest.snapshot().createdAt()))
                    .toList()
                    .forEach(newest -> add(lane(newest)));
        }

        private boolean follows(Location place) {
            return contains(new Location(place.branch(), place.number().next()));
        }

        private Lane lane(Revision newest) {
            BranchKey branch = newest.branch();
            int first = Optional.ofNullable(copied.get(branch))
                    .map(places -> places.lower(newest.snapshot().number().value()))
                    .map(place -> place + 1)
                    .orElse(1);
            SnapshotNumber oldest = new SnapshotNumber(Math.max(first, pieces.get(branch).first));
            return new Lane(
                    new Location(branch, oldest),
                    search.search(
                            newest,
                            each -> each.branch().equals(branch)
                                    && each.snapshot().number().compareTo(oldest) >= 0));
        }

        /** Adds a lane, or if it is empty the next that has something: their order is that of what they have. */
        private void add(Lane lane) {
            Optional<Lane> next = Optional.of(lane);
            while (order == Order.TIME && next.isPresent() && next.get().isEmpty()) {
                next = before(next.get());
            }
            next.ifPresent(ready::add);
        }

        /** The lane before one that has come to its end, unless others lead there that have not. */
        private Optional<Lane> before(Lane done) {
            int number = done.oldest.number().value();
            Optional<Location> before = number == 1
                    ? history.origin(done.oldest.branch())
                    : Optional.of(new Location(done.oldest.branch(), new SnapshotNumber(number - 1)));
            return before.filter(CommitSet.this::contains)
                    .filter(place -> awaited.merge(place, 0, (known, none) -> known - 1) <= 0)
                    .flatMap(place -> {
                        awaited.remove(place);
                        return history.at(of.project(), place);
                    })
                    .map(this::lane);
        }

        @Override
        public boolean hasNext() {
            while (!ready.isEmpty() && ready.element().isEmpty()) {
                before(ready.remove()).ifPresent(ready::add);
            }
            return !ready.isEmpty();
        }

        @Override
        public Revision next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Lane lane = ready.remove();
            Revision next = lane.take();
            add(lane);
            return next;
        }
    }
}
