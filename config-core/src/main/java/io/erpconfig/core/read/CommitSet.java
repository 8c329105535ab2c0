package io.erpconfig.core.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
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
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeSet;
import java.util.function.Predicate;
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

    /** Least time by which the clocks that made a branch's snapshots may differ without a commit being missed. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    /** Number of commits up to which authors are looked at one by one, and not remembered of all that is in a branch. */
    private static final int FEW = 500;

    private final History history;
    private final AuthorCounts authors;
    /**
     * The ranges by branch; for one revision its own branch first, then the one that this was copied from, and so on.
     */
    private final Map<BranchKey, Piece> pieces;

    /** Whether they all lead to one revision. */
    private final boolean oneLine;

    CommitSet(History history, AuthorCounts authors, List<Revision> of, List<Revision> without) {
        this.history = requireNonNull(history);
        this.authors = requireNonNull(authors);
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

    private CommitSet(CommitSet of, Map<BranchKey, Piece> pieces) {
        this.history = of.history;
        this.authors = of.authors;
        this.pieces = pieces;
        this.oneLine = of.oneLine;
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
        return order.stream().flatMap(entry -> oldestFirst(revision.project(), entry.getKey(), entry.getValue()));
    }

    private Stream<Revision> oldestFirst(Project project, BranchKey branch, Piece piece) {
        return Stream.iterate(piece.first, number -> number <= piece.last, number -> number + History.READ_AT_ONCE)
                .flatMap(number -> {
                    int last = Math.min(piece.last, number + History.READ_AT_ONCE - 1);
                    return history.range(project, branch, number, last).stream();
                });
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
        return skip(newestFirst(revision, order), skipped);
    }

    /**
     * Those of a span of time, newest first. In a branch they are found by halving, as times go on there. Where one doesn't,
     * because a clock was set back, by more than a minute, those about that place may be missed.
     *
     * @param skipped number of those that are left out at the beginning; where all lead to one revision, most aren't read
     */
    public Iterator<Revision> newestFirst(Revision revision, Order order, TimeSpan span, long skipped) {
        if (span.equals(TimeSpan.ALWAYS)) {
            return newestFirst(revision, order, skipped);
        }
        CommitSet about = about(revision, span.widened(CLOCKS_DIFFER));
        Predicate<Revision> in = each -> span.contains(each.snapshot().createdAt());
        if (!oneLine) {
            return skip(filtered(about.newestFirst(revision, order), in), skipped);
        }
        // Those that no clock can have made at another time are consecutive, and need not be looked at to be left out.
        CommitSet surely = about.about(revision, span.widened(CLOCKS_DIFFER.negated()));
        long doubtful = about.newerThan(surely);
        long left = skipped;
        long passed = 0;
        for (Iterator<Revision> newest = about.newestFirst(revision, order); passed < doubtful && left > 0; passed++) {
            left -= in.test(newest.next()) ? 1 : 0;
        }
        if (passed == doubtful) {
            long jump = Math.min(left, surely.size());
            passed += jump;
            left -= jump;
        }
        return skip(filtered(about.newestFirst(revision, order, passed), in), left);
    }

    /** Number of commits that are newer than all of a part of them; all are, if there are none in that part. */
    private long newerThan(CommitSet part) {
        long newer = 0;
        for (Map.Entry<BranchKey, Piece> entry : pieces.entrySet()) {
            Piece piece = part.pieces.get(entry.getKey());
            if (piece != null) {
                return newer + entry.getValue().last - piece.last;
            }
            newer += entry.getValue().last - entry.getValue().first + 1L;
        }
        return newer;
    }

    /** Those between the first one of each branch that is in a span of time, and the first one after it. */
    private CommitSet about(Revision any, TimeSpan span) {
        Map<BranchKey, Piece> found = new LinkedHashMap<>();
        pieces.forEach((branch, piece) -> {
            int first = lowest(any.project(), branch, piece, time -> !time.isBefore(span.first()));
            int after = lowest(any.project(), branch, piece, time -> time.isAfter(span.last()));
            if (first < after) {
                found.put(branch, new Piece(first, after - 1));
            }
        });
        return new CommitSet(this, found);
    }

    /** The lowest number whose snapshot's time passes a test, which all after it pass too; else the one after the last. */
    private int lowest(Project project, BranchKey branch, Piece piece, Predicate<Instant> test) {
        int low = piece.first;
        int high = piece.last + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean passes = history.at(project, new Location(branch, new SnapshotNumber(middle)))
                    .map(found -> test.test(found.snapshot().createdAt()))
                    .orElse(true);
            if (passes) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * Those of a span of time by certain authors, newest first. Who has made the commits of long branches is read once and
     * then remembered.
     *
     * @param skipped number of those that are left out at the beginning
     */
    public Iterator<Revision> by(
            Revision revision, Order order, Predicate<Author> author, TimeSpan span, long skipped) {
        CommitSet about = span.equals(TimeSpan.ALWAYS) ? this : about(revision, span.widened(CLOCKS_DIFFER));
        Predicate<Revision> in = each -> span.contains(each.snapshot().createdAt());
        if (about.size() <= FEW) {
            Predicate<Revision> both =
                    in.and(each -> author.test(each.snapshot().author()));
            return skip(filtered(about.newestFirst(revision, order), both), skipped);
        }
        Map<BranchKey, BitSet> made = new HashMap<>();
        about.pieces.forEach((branch, piece) -> {
            BitSet numbers = authors.numbers(branch, piece.last, author);
            numbers.clear(0, piece.first);
            made.put(branch, numbers);
        });
        long left = skipped;
        if (oneLine && span.equals(TimeSpan.ALWAYS)) {
            left = about.clearNewest(made, skipped);
        }
        Search search = (from, within) -> new Numbered(from, made.get(from.branch()), within);
        return skip(filtered(about.new Walk(revision, order, search), in), left);
    }

    /** Leaves out numbers, the newest first; returns how many there were too few. */
    private long clearNewest(Map<BranchKey, BitSet> numbers, long count) {
        long left = count;
        for (BranchKey branch : pieces.keySet()) {
            BitSet of = numbers.get(branch);
            long here = of.cardinality();
            if (here <= left) {
                of.clear();
                left -= here;
            } else {
                for (; left > 0; left--) {
                    of.clear(of.length() - 1);
                }
            }
        }
        return left;
    }

    /** Revisions of a branch by their numbers, the highest first. */
    private final class Numbered implements Iterator<Revision> {
        private final Revision from;
        private final BitSet numbers;
        private final Predicate<Revision> within;
        private int below;
        private Optional<Revision> next = Optional.empty();

        Numbered(Revision from, BitSet numbers, Predicate<Revision> within) {
            this.from = from;
            this.numbers = numbers;
            this.within = within;
            this.below = from.snapshot().number().value() + 1;
        }

        @Override
        public boolean hasNext() {
            if (next.isEmpty() && below > 1) {
                below = numbers.previousSetBit(below - 1);
                next = Optional.of(below)
                        .filter(number -> number > 0)
                        .flatMap(number ->
                                history.at(from.project(), new Location(from.branch(), new SnapshotNumber(number))))
                        .filter(within);
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
            return found;
        }
    }

    private static Iterator<Revision> filtered(Iterator<Revision> all, Predicate<Revision> filter) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false)
                .filter(filter)
                .iterator();
    }

    private static Iterator<Revision> skip(Iterator<Revision> all, long skipped) {
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
        return new CommitSet(this, left);
    }

    /** Those that touched what is at a path, a file or a folder, in the same order. Those between them are not read. */
    public Iterator<Revision> touching(Revision revision, Order order, ConfigPath path) {
        return new Walk(revision, order, (from, within) -> history.touching(from, path, within));
    }

    /**
     * Those that touched it in a span of time.
     *
     * @see #newestFirst(Revision, Order, TimeSpan, long)
     */
    public Iterator<Revision> touching(Revision revision, Order order, ConfigPath path, TimeSpan span) {
        return span.equals(TimeSpan.ALWAYS)
                ? touching(revision, order, path)
                : filtered(
                        about(revision, span.widened(CLOCKS_DIFFER)).touching(revision, order, path),
                        each -> span.contains(each.snapshot().createdAt()));
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
