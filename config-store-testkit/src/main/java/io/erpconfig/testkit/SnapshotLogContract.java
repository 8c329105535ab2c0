package io.erpconfig.testkit;

import static io.erpconfig.core.commit.StoreCommit.Outcome.DONE;
import static io.erpconfig.core.commit.StoreCommit.Outcome.STALE;
import static io.erpconfig.testkit.Samples.PROJECT;
import static io.erpconfig.testkit.Samples.number;
import static io.erpconfig.testkit.Samples.sha256;
import static io.erpconfig.testkit.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

abstract class SnapshotLogContract extends PortContract {

    private final BranchKey branch = new BranchKey(PROJECT, Samples.branchId());

    SnapshotLogContract(ConfigStoreContract contract) {
        super(contract);
    }

    private SnapshotLog log() {
        return store().snapshots();
    }

    private List<Snapshot> filled(BranchKey key, int count) {
        List<Snapshot> snapshots = IntStream.rangeClosed(1, count)
                .mapToObj(i -> snapshot(i, key.branch() + " " + i))
                .toList();
        snapshots.forEach(
                each -> assertThat(store().commits().append(key, each)).isEqualTo(DONE));
        return snapshots;
    }

    private List<BranchKey> branches() {
        List<BranchKey> keys = new ArrayList<>();
        log().forEachBranch(keys::add);
        return keys;
    }

    @Test
    @DisplayName("A log that nobody has written to is empty")
    void empty() {
        assertThat(log().live(branch)).isEmpty();
        assertThat(log().find(branch, number(1))).isEmpty();
        assertThat(log().range(branch, number(1), number(9))).isEmpty();
        assertThat(log().findCommit(PROJECT, GitId.of("commit", new byte[0]))).isEmpty();
        assertThat(branches()).isEmpty();
    }

    @Test
    @DisplayName("What is appended last is live, and what was appended before stays")
    void appended() {
        Snapshot first = snapshot(1, "one");
        Snapshot second = snapshot(2, "two");
        assertThat(store().commits().append(branch, first)).isEqualTo(DONE);
        assertThat(log().live(branch)).contains(first);
        assertThat(store().commits().append(branch, second)).isEqualTo(DONE);
        assertThat(log().live(branch)).contains(second);
        assertThat(log().find(branch, number(1))).contains(first);
        assertThat(log().find(branch, number(2))).contains(second);
        assertThat(log().find(branch, number(3))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    @DisplayName("Every field of a snapshot comes back as it was")
    void everyField(Cause cause) throws Exception {
        store().commits().append(branch, snapshot(1, "first"));
        GitId parent = snapshot(1, "first").commitId();
        Snapshot full = Snapshot.of(
                number(2),
                new TreeId(sha256("root")),
                GitId.of("tree", new byte[] {1}),
                new ContentListing(new ContentId(sha256("content")), Integer.MAX_VALUE, Long.MAX_VALUE),
                Optional.of(new Snapshot.Parent(branch.branch(), number(1), parent)),
                new Author(new OwnerId("a.b-c_1"), "größe+x@例え.jp"),
                Instant.parse("1999-12-31T23:59:59Z"),
                "message",
                cause);
        store().commits().append(branch, full);
        store().commits().append(branch, snapshot(3, "third"));
        assertThat(log().find(branch, number(2))).contains(full);

        reopen();
        assertThat(log().find(branch, number(2))).contains(full);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\n", "a\r\nb\n\n", "\"\\/\t\u0001\u007f", "größe 日本語 😀 \uFF21\u2028", "$set.a {}"})
    @DisplayName("A message comes back exactly")
    void messages(String message) throws Exception {
        Snapshot first = snapshot(1, message);
        store().commits().append(branch, first);
        store().commits().append(branch, snapshot(2, "x".repeat(200_000) + message));
        assertThat(log().find(branch, number(1))).contains(first);

        reopen();
        assertThat(log().find(branch, number(1))).contains(first);
        assertThat(log().live(branch)).contains(snapshot(2, "x".repeat(200_000) + message));
    }

    @Test
    @DisplayName("A number that is taken is stale, and changes nothing")
    void stale() {
        List<Snapshot> before = filled(branch, 3);
        for (int taken = 1; taken <= 3; taken++) {
            assertThat(store().commits().append(branch, snapshot(taken, "late")))
                    .isEqualTo(STALE);
            assertThat(store().commits().append(branch, before.get(taken - 1))).isEqualTo(STALE);
        }
        assertThat(log().range(branch, number(1), number(9))).isEqualTo(before);
    }

    @Test
    @DisplayName("A number that would leave a gap is the caller's mistake, and changes nothing")
    void gap() {
        List<Snapshot> before = filled(branch, 2);
        assertThatThrownBy(() -> store().commits().append(branch, snapshot(4, "early")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(log().range(branch, number(1), number(9))).isEqualTo(before);
    }

    @Test
    @DisplayName("In a log that is gone every number but the first is stale")
    void goneLog() {
        assertThat(store().commits().append(branch, snapshot(2, "too late"))).isEqualTo(STALE);
        assertThat(log().live(branch)).isEmpty();
        assertThat(branches()).isEmpty();
    }

    @Test
    @DisplayName("Snapshots that are appended together are all there, and the last one is live")
    void together() throws Exception {
        List<Snapshot> first = list(1, 3, "begins the log");
        List<Snapshot> second = list(4, 150, "goes on");
        assertThat(store().commits().append(branch, first)).isEqualTo(DONE);
        assertThat(log().live(branch)).contains(first.get(2));
        assertThat(store().commits().append(branch, second)).isEqualTo(DONE);
        checkTogether(first, second);
        assertThat(store().commits().append(branch, list(154, 1, "one alone"))).isEqualTo(DONE);
        assertThat(log().live(branch)).contains(list(154, 1, "one alone").get(0));

        reopen();
        checkTogether(first, second);
        assertThat(store().commits().append(branch, list(155, 2, "after that"))).isEqualTo(DONE);
    }

    private void checkTogether(List<Snapshot> first, List<Snapshot> second) {
        assertThat(log().range(branch, number(1), number(3))).isEqualTo(first);
        assertThat(log().range(branch, number(4), number(153))).isEqualTo(second);
        for (Snapshot each : List.of(first.get(1), second.get(0), second.get(149))) {
            assertThat(log().find(branch, each.number())).contains(each);
            assertThat(log().findCommit(PROJECT, each.commitId())).contains(new Location(branch, each.number()));
        }
    }

    @Test
    @DisplayName("A list that begins with a number that is taken is stale as a whole, and changes nothing")
    void staleList() {
        List<Snapshot> before = filled(branch, 3);
        for (int first = 1; first <= 3; first++) {
            assertThat(store().commits().append(branch, list(first, 5, "late"))).isEqualTo(STALE);
        }
        assertThat(log().range(branch, number(1), number(9))).isEqualTo(before);
        assertThat(log().findCommit(PROJECT, list(3, 5, "late").get(4).commitId()))
                .isEmpty();
        BranchKey gone = new BranchKey(PROJECT, Samples.branchId());
        assertThat(store().commits().append(gone, list(2, 3, "too late"))).isEqualTo(STALE);
        assertThat(log().live(gone)).isEmpty();
    }

    @Test
    @DisplayName("A list that is empty, not consecutive, or leaves a gap is the caller's mistake, and changes nothing")
    void wrongLists() {
        List<Snapshot> before = filled(branch, 2);
        List<List<Snapshot>> wrong = List.of(
                List.of(),
                list(4, 2, "a gap before"),
                List.of(snapshot(3, "then a gap"), snapshot(5, "")),
                List.of(snapshot(3, "twice"), snapshot(3, "")),
                List.of(snapshot(4, "backwards"), snapshot(3, "")),
                List.of(snapshot(3, "then back"), snapshot(4, ""), snapshot(2, "")),
                List.of(snapshot(2, "stale, then a gap"), snapshot(4, "")));
        for (List<Snapshot> each : wrong) {
            assertThatThrownBy(() -> store().commits().append(branch, each))
                    .as("%s", each)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(log().range(branch, number(1), number(9))).isEqualTo(before);
        }
        BranchKey fresh = new BranchKey(PROJECT, Samples.branchId());
        assertThatThrownBy(() -> store().commits().append(fresh, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().commits().append(fresh, List.of(snapshot(1, ""), snapshot(3, ""))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(log().live(fresh)).isEmpty();
        assertThat(branches()).containsExactly(branch);
    }

    @Test
    @DisplayName("Of writers that race with lists exactly one succeeds, with all of its list")
    void racingLists() throws Exception {
        List<Snapshot> expected = new ArrayList<>();
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(5, rounds() / 40); round++) {
                int next = expected.size() + 1;
                // Of different lengths, and so that a loser's list reaches beyond the winner's.
                List<Outcome> outcomes =
                        race.round(i -> store().commits().append(branch, list(next, 1 + 2 * i, "by " + i)));
                assertThat(outcomes).containsOnlyOnce(DONE);
                int winner = outcomes.indexOf(DONE);
                expected.addAll(list(next, 1 + 2 * winner, "by " + winner));
                assertThat(log().live(branch)).contains(expected.get(expected.size() - 1));
            }
        }
        assertThat(log().range(branch, number(1), number(Integer.MAX_VALUE))).isEqualTo(expected);
    }

    @Test
    @DisplayName("A reader sees a log that grows by lists whole and without gaps up to the live one")
    void readersOfLists() throws Exception {
        filled(branch, 1);
        int lists = Math.max(5, rounds() / 40);
        try (Race race = new Race(3)) {
            race.round(i -> {
                int live = 1;
                for (int list = 0; list < lists && i == 0; list++, live += 5) {
                    assertThat(store().commits().append(branch, list(live + 1, 5, "list")))
                            .isEqualTo(DONE);
                }
                while (i > 0 && live < 1 + 5 * lists) {
                    Snapshot seen = log().live(branch).orElseThrow();
                    assertThat(seen.number().value()).isGreaterThanOrEqualTo(live);
                    live = seen.number().value();
                    assertThat(log().range(branch, number(Math.max(1, live - 7)), seen.number()))
                            .hasSize(Math.min(8, live))
                            .endsWith(seen);
                }
                return live;
            });
        }
    }

    private static List<Snapshot> list(int first, int count, String message) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> snapshot(i, message + " " + i))
                .toList();
    }

    @Test
    @DisplayName("A range is what there is of it, oldest first")
    void ranges() {
        List<Snapshot> all = filled(branch, 12);
        assertThat(log().range(branch, number(1), number(12))).isEqualTo(all);
        assertThat(log().range(branch, number(3), number(5))).isEqualTo(all.subList(2, 5));
        assertThat(log().range(branch, number(9), number(10))).isEqualTo(all.subList(8, 10));
        assertThat(log().range(branch, number(11), number(Integer.MAX_VALUE))).isEqualTo(all.subList(10, 12));
        assertThat(log().range(branch, number(12), number(12))).isEqualTo(all.subList(11, 12));
        assertThat(log().range(branch, number(13), number(20))).isEmpty();
        assertThat(log().range(branch, number(5), number(4))).isEmpty();
    }

    @Test
    @DisplayName("Of writers that race for a number exactly one succeeds, and its snapshot is the live one")
    void racingAppends() throws Exception {
        filled(branch, 1);
        try (Race race = new Race(4)) {
            for (int round = 0; round < rounds(); round++) {
                int next = round + 2;
                List<Outcome> outcomes =
                        race.round(i -> store().commits().append(branch, snapshot(next, next + " by " + i)));
                assertThat(outcomes).containsOnlyOnce(DONE);
                assertThat(log().live(branch)).contains(snapshot(next, next + " by " + outcomes.indexOf(DONE)));
            }
        }
        assertThat(log().range(branch, number(1), number(Integer.MAX_VALUE)))
                .extracting(each -> each.number().value())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, rounds() + 1).boxed().toList());
    }

    @Test
    @DisplayName("Of writers that race to begin a log exactly one succeeds")
    void racingFirst() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 20); round++) {
                BranchKey fresh = new BranchKey(PROJECT, Samples.branchId());
                List<Outcome> outcomes = race.round(i -> store().commits().append(fresh, snapshot(1, "by " + i)));
                assertThat(outcomes).containsOnlyOnce(DONE);
                assertThat(log().live(fresh)).contains(snapshot(1, "by " + outcomes.indexOf(DONE)));
            }
        }
    }

    @Test
    @DisplayName("Writers that look again when they are stale lose nothing, and readers see the log grow only")
    void countersAndReaders() throws Exception {
        int each = Math.max(2, rounds() / 10);
        filled(branch, 1);
        try (Race race = new Race(4)) {
            List<List<Snapshot>> written = race.round(i -> {
                List<Snapshot> own = new ArrayList<>();
                int seen = 1;
                while (own.size() < each) {
                    Snapshot live = log().live(branch).orElseThrow();
                    assertThat(live.number().value()).isGreaterThanOrEqualTo(seen);
                    seen = live.number().value();
                    Snapshot next = snapshot(seen + 1, "writer " + i + ", " + own.size());
                    if (store().commits().append(branch, next) == DONE) {
                        own.add(next);
                        seen++;
                    }
                    assertThat(log().find(branch, number(seen))).isPresent();
                }
                return own;
            });
            List<Snapshot> all = log().range(branch, number(2), number(Integer.MAX_VALUE));
            assertThat(all).hasSize(4 * each);
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            written.stream().flatMap(List::stream).toList());
        }
    }

    @Test
    @DisplayName("Branches are apart: in one project, and of one id in two")
    void apart() {
        BranchKey sibling = new BranchKey(PROJECT, Samples.branchId());
        BranchKey namesake = new BranchKey(Samples.project("bert", "b2b-cnc.erp-config"), branch.branch());
        filled(branch, 3);
        assertThat(log().live(sibling)).isEmpty();
        assertThat(log().live(namesake)).isEmpty();
        store().commits().append(sibling, snapshot(1, "sibling"));
        store().commits().append(namesake, snapshot(1, "namesake"));
        assertThat(log().live(sibling)).contains(snapshot(1, "sibling"));
        assertThat(log().live(namesake)).contains(snapshot(1, "namesake"));
        assertThat(log().live(branch)).map(Snapshot::number).contains(number(3));
        assertThat(branches()).containsExactlyInAnyOrder(branch, sibling, namesake);
    }

    @Test
    @DisplayName("A commit is found where it is, old or new, and in its own project only")
    void commits() throws Exception {
        BranchKey sibling = new BranchKey(PROJECT, Samples.branchId());
        List<Snapshot> ours = filled(branch, 3);
        List<Snapshot> theirs = filled(sibling, 2);
        assertThat(log().findCommit(PROJECT, ours.get(0).commitId())).contains(new Location(branch, number(1)));
        assertThat(log().findCommit(PROJECT, ours.get(2).commitId())).contains(new Location(branch, number(3)));
        assertThat(log().findCommit(PROJECT, theirs.get(1).commitId())).contains(new Location(sibling, number(2)));
        assertThat(log().findCommit(PROJECT, snapshot(1, "never").commitId())).isEmpty();
        assertThat(log().findCommit(
                                Samples.project("anna", "other.erp-config"),
                                ours.get(0).commitId()))
                .isEmpty();

        Snapshot later = snapshot(4, "appended after it was asked for");
        assertThat(log().findCommit(PROJECT, later.commitId())).isEmpty();
        store().commits().append(branch, later);
        assertThat(log().findCommit(PROJECT, later.commitId())).contains(new Location(branch, number(4)));

        reopen();
        assertThat(log().findCommit(PROJECT, later.commitId())).contains(new Location(branch, number(4)));
    }

    @Test
    @DisplayName("Commits are found by the first digits of their ids, two at the most, in their own project only")
    void commitsByDigits() throws Exception {
        BranchKey sibling = new BranchKey(PROJECT, Samples.branchId());
        List<Snapshot> ours = list(1, 40, "together");
        store().commits().append(branch, ours);
        List<Snapshot> theirs = filled(sibling, 40);
        checkByDigits(branch, ours);
        checkByDigits(sibling, theirs);
        for (int i = 0; i < 16; i++) {
            String digit = Integer.toHexString(i);
            long beginning = Stream.concat(ours.stream(), theirs.stream())
                    .filter(each -> each.commitId().hex().startsWith(digit))
                    .count();
            List<Location> found = log().findCommits(PROJECT, digit);
            assertThat(found).hasSize((int) Math.min(2, beginning)).doesNotHaveDuplicates();
            assertThat(found)
                    .allMatch(place -> log().find(place.branch(), place.number())
                            .orElseThrow()
                            .commitId()
                            .hex()
                            .startsWith(digit));
        }

        reopen();
        checkByDigits(branch, ours);
        checkByDigits(sibling, theirs);
    }

    private void checkByDigits(BranchKey key, List<Snapshot> snapshots) {
        for (int index : new int[] {0, 17, 39}) {
            String id = snapshots.get(index).commitId().hex();
            for (int digits : new int[] {12, 39, 40}) {
                String digit = id.substring(0, digits);
                assertThat(log().findCommits(PROJECT, digit)).containsExactly(new Location(key, number(index + 1)));
                assertThat(log().findCommits(Samples.project("anna", "b2b-cnc.erp-confi"), digit))
                        .isEmpty();
            }
            assertThat(log().findCommits(PROJECT, id.substring(0, 39) + (id.charAt(39) == '0' ? '1' : '0')))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("A commit that is in several branches is found once, and is there until the last of them is purged")
    void oneCommitInSeveralBranches() {
        List<BranchKey> branches = Stream.generate(() -> new BranchKey(PROJECT, Samples.branchId()))
                .limit(3)
                .toList();
        List<Snapshot> same = list(1, 2, "the same");
        branches.forEach(each -> store().commits().append(each, same));
        String id = same.get(1).commitId().hex();

        for (BranchKey each : branches) {
            assertThat(log().findCommits(PROJECT, id.substring(0, 9)))
                    .singleElement()
                    .extracting(Location::number)
                    .isEqualTo(number(2));
            log().purge(each);
        }
        assertThat(log().findCommits(PROJECT, id.substring(0, 9))).isEmpty();
    }

    @Test
    @DisplayName("The newest snapshot of a content is found in its branch, old or new, until that is purged")
    void newestOfAContent() throws Exception {
        BranchKey sibling = new BranchKey(PROJECT, Samples.branchId());
        Snapshot one = snapshot(1, "one");
        assertThat(log().findNewest(branch, one.shortId())).isEmpty();
        store().commits()
                .append(
                        branch,
                        List.of(
                                one,
                                withContentOf(one, 2),
                                snapshot(3, "three"),
                                withContentOf(one, 4),
                                snapshot(5, "five")));
        store().commits().append(branch, List.of(snapshot(6, "six")));
        assertThat(log().findNewest(branch, one.shortId())).contains(number(4));
        assertThat(log().findNewest(branch, snapshot(3, "three").shortId())).contains(number(3));
        assertThat(log().findNewest(branch, snapshot(6, "six").shortId())).contains(number(6));
        assertThat(log().findNewest(branch, snapshot(7, "never").shortId())).isEmpty();
        assertThat(log().findNewest(sibling, one.shortId())).isEmpty();

        store().commits().append(branch, List.of(withContentOf(one, 7), snapshot(8, "eight")));
        store().commits().append(sibling, one);
        reopen();
        assertThat(log().findNewest(branch, one.shortId())).contains(number(7));
        assertThat(log().findNewest(branch, snapshot(3, "three").shortId())).contains(number(3));
        assertThat(log().findNewest(sibling, one.shortId())).contains(number(1));

        log().purge(branch);
        assertThat(log().findNewest(branch, one.shortId())).isEmpty();
        assertThat(log().findNewest(sibling, one.shortId())).contains(number(1));
    }

    private static Snapshot withContentOf(Snapshot other, int number) {
        return Snapshot.of(
                number(number),
                other.root(),
                other.rootGitId(),
                other.listing(),
                Optional.empty(),
                other.author(),
                other.createdAt().plusSeconds(number),
                "again",
                Cause.SAVE);
    }

    @Test
    @DisplayName("A log that was purged is gone, and the others stay")
    void purged() throws Exception {
        BranchKey sibling = new BranchKey(PROJECT, Samples.branchId());
        List<Snapshot> ours = filled(branch, 3);
        List<Snapshot> theirs = filled(sibling, 2);
        assertThat(log().findCommit(PROJECT, ours.get(0).commitId())).isPresent();

        log().purge(branch);
        log().purge(branch);
        log().purge(new BranchKey(Samples.project("nobody", "nothing.x"), Samples.branchId()));

        checkPurged(sibling, ours, theirs);
        assertThat(store().commits().append(branch, snapshot(4, "too late"))).isEqualTo(STALE);
        reopen();
        checkPurged(sibling, ours, theirs);
    }

    private void checkPurged(BranchKey sibling, List<Snapshot> ours, List<Snapshot> theirs) {
        assertThat(log().live(branch)).isEmpty();
        assertThat(log().find(branch, number(2))).isEmpty();
        assertThat(log().range(branch, number(1), number(3))).isEmpty();
        assertThat(log().findCommit(PROJECT, ours.get(0).commitId())).isEmpty();
        assertThat(log().range(sibling, number(1), number(3))).isEqualTo(theirs);
        assertThat(log().findCommit(PROJECT, theirs.get(0).commitId())).isPresent();
        assertThat(branches()).containsExactly(sibling);
    }

    @Test
    @DisplayName("A log grows to any length before its project or branch has a record")
    void beforeItsRecord() throws Exception {
        BranchKey branch = new BranchKey(PROJECT, Samples.branchId());
        for (int first = 1; first < 20; first += 3) {
            List<Snapshot> next =
                    List.of(snapshot(first, "message"), snapshot(first + 1, "message"), snapshot(first + 2, "message"));
            assertThat(store().commits().append(branch, next)).isEqualTo(Outcome.DONE);
            assertThat(store().snapshots().live(branch)).contains(next.get(2));
            reopen();
        }
        List<BranchKey> filed = new ArrayList<>();
        store().snapshots().forEachBranch(filed::add);
        assertThat(filed).containsExactly(branch);
    }

    @Test
    @DisplayName("What was appended is there when the store is opened again, and the next number follows")
    void durable() throws Exception {
        List<Snapshot> before = filled(branch, 11);

        reopenOrSkip();

        assertThat(log().live(branch)).contains(before.get(10));
        assertThat(log().range(branch, number(1), number(99))).isEqualTo(before);
        assertThat(branches()).containsExactly(branch);
        assertThat(store().commits().append(branch, snapshot(11, "late"))).isEqualTo(STALE);
        assertThat(store().commits().append(branch, snapshot(12, "next"))).isEqualTo(DONE);
        assertThat(log().live(branch)).contains(snapshot(12, "next"));
    }
}
