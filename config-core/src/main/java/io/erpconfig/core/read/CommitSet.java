package io.erpconfig.core.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.history.SnapshotNumber;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
    private final List<Revision> ends;
    /**
     * The ranges by branch; for one revision its own branch first, then the one that this was copied from, and so on.
     */
    private final Map<BranchKey, Piece> pieces;

    CommitSet(History history, List<Revision> of, List<Revision> without) {
        this.history = requireNonNull(history);
        this.ends = List.copyOf(of);
        Map<BranchKey, Integer> last = new LinkedHashMap<>();
        of.forEach(
                revision -> history.line(revision).forEach((branch, number) -> last.merge(branch, number, Math::max)));
        Map<BranchKey, Integer> first = new HashMap<>();
        without.forEach(
                revision -> history.line(revision).forEach((branch, number) -> first.merge(branch, number, Math::max)));
        this.pieces = new LinkedHashMap<>();
        last.forEach((branch, number) -> {
            Piece piece = new Piece(first.getOrDefault(branch, 0) + 1, number);
            if (piece.first <= piece.last) {
                pieces.put(branch, piece);
            }
        });
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
        return new Walk(revision, order);
    }

    /** Those that touched what is at a path, file or folder, in the same order. */
    public Iterator<Revision> touching(Revision revision, Order order, ConfigPath path) {
        if (ends.size() == 1) {
            return history.touching(ends.get(0), path, this::contains);
        }
        Iterable<Revision> all = () -> newestFirst(revision, order);
        return StreamSupport.stream(all.spliterator(), false)
                .filter(each -> history.touches(each, path))
                .iterator();
    }

    private final class Walk implements Iterator<Revision> {

        private final Revision of;
        /** The places where branches were copied, with the number of following commits that have not come yet. */
        private final Map<Location, Integer> awaited = new HashMap<>();
        /** Those upon which nothing follows that has not come yet. */
        private final Queue<Revision> ready;

        Walk(Revision of, Order order) {
            this.of = of;
            Comparator<Revision> byTime =
                    Comparator.comparing(revision -> revision.snapshot().createdAt());
            this.ready = order == Order.TIME
                    ? new PriorityQueue<>(byTime.reversed())
                    : Collections.asLifoQueue(new ArrayDeque<>());
            pieces.forEach((branch, piece) -> {
                if (piece.first == 1) {
                    history.origin(branch)
                            .filter(CommitSet.this::contains)
                            .ifPresent(origin ->
                                    awaited.merge(origin, follows(origin) ? 2 : 1, (known, first) -> known + 1));
                }
            });
            Deque<Revision> newest = new ArrayDeque<>();
            pieces.entrySet().stream()
                    .map(entry -> new Location(entry.getKey(), new SnapshotNumber(entry.getValue().last)))
                    .filter(place -> !awaited.containsKey(place))
                    .flatMap(place -> history.at(of.project(), place).stream())
                    .sorted(byTime)
                    .forEach(newest::add);
            ready.addAll(newest);
        }

        private boolean follows(Location place) {
            return contains(new Location(place.branch(), place.number().next()));
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty();
        }

        @Override
        public Revision next() {
            Revision next = Optional.ofNullable(ready.poll()).orElseThrow(NoSuchElementException::new);
            int number = next.snapshot().number().value();
            Optional<Location> before = number == 1
                    ? history.origin(next.branch())
                    : Optional.of(new Location(next.branch(), new SnapshotNumber(number - 1)));
            before.filter(CommitSet.this::contains)
                    .filter(place -> awaited.merge(place, 0, (known, none) -> known - 1) <= 0)
                    .flatMap(place -> {
                        awaited.remove(place);
                        return history.at(of.project(), place);
                    })
                    .ifPresent(ready::add);
            return next;
        }
    }
}
