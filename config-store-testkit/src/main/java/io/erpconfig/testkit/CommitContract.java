package io.erpconfig.testkit;

import static io.erpconfig.core.commit.StoreCommit.Outcome.DONE;
import static io.erpconfig.core.commit.StoreCommit.Outcome.STALE;
import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.PROJECT;
import static io.erpconfig.testkit.Samples.bytes;
import static io.erpconfig.testkit.Samples.number;
import static io.erpconfig.testkit.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommit.Step;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.OwnerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That what belongs together is there together, or not at all. */
abstract class CommitContract extends PortContract {

    private static final OwnerId BERT = new OwnerId("bert");
    private static final int WRITERS = 4;

    private final BranchKey branch = new BranchKey(PROJECT, Samples.branchId());

    CommitContract(ConfigStoreContract contract) {
        super(contract);
    }

    private Outcome commit(List<Step> steps, BlobUpload... uploads) {
        return store().commits().commit(new StoreCommit(branch, steps, List.of(uploads)));
    }

    private static Step step(int number, String... users) {
        return new Step(
                snapshot(number, "message " + number),
                Stream.of(users).map(user -> said(OWNER, user)).toList());
    }

    private static AuditEntry said(OwnerId owner, String user) {
        return Samples.entry(Optional.of(owner), START, user);
    }

    /** The users of a trail's entries, oldest first. */
    private List<String> trail(OwnerId owner) {
        List<String> users = new ArrayList<>();
        store().audit().forEach(owner, AuditEntry.EARLIEST, entry -> users.add(entry.user()));
        List<String> newestFirst = new ArrayList<>();
        store().audit()
                .read(owner, AuditEntry.EARLIEST, 0, Integer.MAX_VALUE)
                .forEach(entry -> newestFirst.add(entry.user()));
        Collections.reverse(newestFirst);
        assertThat(newestFirst).isEqualTo(users);
        return users;
    }

    private List<Snapshot> log() {
        return store().snapshots().range(branch, number(1), number(Integer.MAX_VALUE));
    }

    @Test
    @DisplayName("Content, snapshots and audit entries of one commit are all there")
    void whole() throws Exception {
        BlobId small;
        BlobId large;
        try (BlobUpload upload = store().blobs().begin()) {
            small = upload.put(bytes(10, 1));
            large = upload.put(bytes(700_000, 2));
            assertThat(commit(List.of(step(1, "one"), step(2, "two")), upload)).isEqualTo(DONE);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(store().blobs().read(small)).isEqualTo(bytes(10, 1));
            assertThat(store().blobs().read(large)).isEqualTo(bytes(700_000, 2));
            assertThat(log()).containsExactly(step(1).snapshot(), step(2).snapshot());
            assertThat(store().snapshots().live(branch)).contains(step(2).snapshot());
            assertThat(trail(OWNER)).containsExactly("one", "two");
            reopen();
        }
    }

    @Test
    @DisplayName("An entry of a commit comes back as one that was appended alone")
    void entries() throws Exception {
        AuditEntry entry =
                said(OWNER, "größe 😀").with(Subject.SNAPSHOT, "v0001").at(START.plusMillis(7));
        commit(List.of(new Step(snapshot(1, ""), List.of(entry))));
        for (int i = 0; i < 2; i++) {
            assertThat(store().audit().read(OWNER, AuditEntry.EARLIEST, 0, 9)).containsExactly(entry);
            reopen();
        }
    }

    @Test
    @DisplayName("A trail is in the order of commits and their steps, also with entries that were appended alone")
    void order() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int first = 1; first < 30; first += 3) {
            commit(List.of(
                    step(first, first + "a", first + "b"), step(first + 1), step(first + 2, first + "c", first + "d")));
            store().audit().append(said(OWNER, first + "alone"));
            expected.addAll(List.of(first + "a", first + "b", first + "c", first + "d", first + "alone"));
            assertThat(trail(OWNER)).isEqualTo(expected);
        }
        reopen();
        assertThat(trail(OWNER)).isEqualTo(expected);
    }

    @Test
    @DisplayName("One commit has entries for several trails, and for nobody's")
    void severalTrails() throws Exception {
        AuditEntry nobodys = Samples.entry(Optional.empty(), START, "nobody");
        commit(List.of(
                new Step(snapshot(1, ""), List.of(said(BERT, "b1"), said(OWNER, "a1"), nobodys)),
                new Step(snapshot(2, ""), List.of(said(OWNER, "a2"), said(BERT, "b2")))));
        for (int i = 0; i < 2; i++) {
            assertThat(trail(OWNER)).containsExactly("a1", "a2");
            assertThat(trail(BERT)).containsExactly("b1", "b2");
            List<AuditEntry> all = new ArrayList<>();
            store().audit().forEach(AuditEntry.EARLIEST, all::add);
            assertThat(all).hasSize(5).contains(nobodys);
            reopen();
        }
    }

    @Test
    @DisplayName(
            "Of a stale commit there is neither a snapshot nor an entry, and it can be made again on the new state")
    void stale() throws Exception {
        commit(List.of(step(1, "one"), step(2, "two")));
        try (BlobUpload upload = store().blobs().begin()) {
            BlobId first = upload.put(bytes(10, 1));
            Snapshot late = snapshot(2, "late");
            assertThat(commit(List.of(new Step(late, List.of(said(OWNER, "late")))), upload))
                    .isEqualTo(STALE);
            assertThat(commit(List.of(new Step(snapshot(1, "late"), List.of(said(BERT, "late"))), step(2)), upload))
                    .isEqualTo(STALE);
            assertThat(log()).containsExactly(step(1).snapshot(), step(2).snapshot());
            assertThat(trail(OWNER)).containsExactly("one", "two");
            assertThat(trail(BERT)).isEmpty();

            BlobId second = upload.put(bytes(10, 2));
            assertThat(commit(List.of(step(3, "again")), upload)).isEqualTo(DONE);
            for (int i = 0; i < 2; i++) {
                assertThat(store().blobs().read(first)).isEqualTo(bytes(10, 1));
                assertThat(store().blobs().read(second)).isEqualTo(bytes(10, 2));
                assertThat(trail(OWNER)).containsExactly("one", "two", "again");
                reopen();
            }
        }
    }

    @Test
    @DisplayName("In a log that is gone a commit is stale, and leaves no entry")
    void gone() throws Exception {
        commit(List.of(step(1, "one")));
        store().snapshots().purge(branch);
        assertThat(commit(List.of(step(2, "two")))).isEqualTo(STALE);
        for (int i = 0; i < 2; i++) {
            assertThat(log()).isEmpty();
            assertThat(trail(OWNER)).containsExactly("one");
            reopen();
        }
    }

    @Test
    @DisplayName("A commit that would leave a gap is the caller's mistake, and changes nothing")
    void gap() {
        commit(List.of(step(1, "one")));
        assertThatThrownBy(() -> commit(List.of(step(3, "three")))).isInstanceOf(IllegalArgumentException.class);
        assertThat(log()).hasSize(1);
        assertThat(trail(OWNER)).containsExactly("one");
    }

    @Test
    @DisplayName("Uploads that are committed together can all be read, and each goes on")
    void committedTogether() {
        try (BlobUpload first = store().blobs().begin();
                BlobUpload second = store().blobs().begin();
                BlobUpload third = store().blobs().begin()) {
            List<BlobId> ids = List.of(
                    first.put(bytes(10, 1)),
                    first.put(bytes(0, 1)),
                    second.put(bytes(10, 1)),
                    second.put(bytes(300_000, 2)),
                    second.put(bytes(300_000, 2)));
            commit(List.of(step(1)), first, second, third);
            assertThat(ids)
                    .allSatisfy(id -> assertThat(store().blobs().contains(id)).isTrue());
            assertThat(store().blobs().read(ids.get(3))).isEqualTo(bytes(300_000, 2));

            BlobId later = second.put(bytes(10, 3));
            BlobId givenUp = first.put(bytes(10, 4));
            second.commit();
            assertThat(store().blobs().read(later)).isEqualTo(bytes(10, 3));
            assertThat(store().blobs().contains(givenUp)).isFalse();
        }
        Set<BlobId> all = new HashSet<>();
        store().blobs().forEach(all::add);
        assertThat(all).hasSize(4);
    }

    @Test
    @DisplayName(
            "Commits that are larger than a storage writes at once are there as a whole, each step with its entries")
    void large() throws Exception {
        List<String> paths = Collections.nCopies(AuditEntry.MAX_PATHS, "x".repeat(900));
        List<Step> steps = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> new Step(
                        snapshot(i, "m".repeat(60_000)),
                        List.of(new AuditEntry(
                                START,
                                Optional.of(OWNER),
                                "user " + i,
                                AuditAction.COMMIT,
                                Map.of(),
                                paths,
                                "::1",
                                AuditEntry.OK))))
                .toList();
        assertThat(commit(steps)).isEqualTo(DONE);
        for (int i = 0; i < 2; i++) {
            assertThat(log()).isEqualTo(steps.stream().map(Step::snapshot).toList());
            assertThat(store().audit().read(OWNER, AuditEntry.EARLIEST, 0, 9))
                    .containsExactlyInAnyOrderElementsOf(steps.stream()
                            .flatMap(step -> step.entries().stream())
                            .toList());
            reopen();
        }
    }

    @Test
    @DisplayName("Of commits that race each winner has its entry in the trail, once, and no loser has one")
    void racing() throws Exception {
        List<String> expected = new ArrayList<>();
        try (Race race = new Race(WRITERS)) {
            for (int next = 1; next <= Math.max(5, rounds() / 40); next++) {
                int number = next;
                List<Outcome> outcomes = race.round(i -> commit(
                        List.of(new Step(snapshot(number, "by " + i), List.of(said(OWNER, number + " by " + i))))));
                assertThat(outcomes).containsOnlyOnce(DONE);
                expected.add(number + " by " + outcomes.indexOf(DONE));
            }
        }
        assertThat(trail(OWNER)).isEqualTo(expected);
        reopen();
        assertThat(trail(OWNER)).isEqualTo(expected);
    }

    @Test
    @DisplayName("Branches of one owner commit at once, and of each the trail has all, in the order of its snapshots")
    void manyBranches() throws Exception {
        int commits = Math.max(5, rounds() / 40);
        List<BranchKey> branches = Stream.generate(() -> new BranchKey(PROJECT, Samples.branchId()))
                .limit(WRITERS)
                .toList();
        try (Race race = new Race(WRITERS)) {
            race.round(i -> {
                for (int next = 1; next <= commits; next++) {
                    AuditEntry entry = said(OWNER, i + "/" + next);
                    Step step = new Step(snapshot(next, i + "/" + next), List.of(entry));
                    assertThat(store().commits().commit(new StoreCommit(branches.get(i), List.of(step), List.of())))
                            .isEqualTo(DONE);
                    store().audit().append(said(BERT, i + "/" + next));
                }
                return true;
            });
        }
        for (int round = 0; round < 2; round++) {
            for (OwnerId owner : List.of(OWNER, BERT)) {
                List<String> trail = trail(owner);
                assertThat(trail).hasSize(WRITERS * commits);
                for (int i = 0; i < WRITERS; i++) {
                    String writer = i + "/";
                    assertThat(trail.stream().filter(user -> user.startsWith(writer)))
                            .containsExactlyElementsOf(IntStream.rangeClosed(1, commits)
                                    .mapToObj(next -> writer + next)
                                    .toList());
                }
            }
            reopen();
        }
    }

    @Test
    @DisplayName("Who sees an entry sees its snapshot")
    void visible() throws Exception {
        int commits = Math.max(5, rounds() / 40);
        try (Race race = new Race(2)) {
            race.round(i -> {
                for (int next = 1; next <= commits && i == 0; next++) {
                    commit(List.of(step(next, "" + next)));
                }
                int seen = 0;
                while (i == 1 && seen < commits) {
                    Optional<AuditEntry> newest = store().audit().read(OWNER, AuditEntry.EARLIEST, 0, 1).stream()
                            .findFirst();
                    seen = newest.map(entry -> Integer.parseInt(entry.user())).orElse(0);
                    int live = store().snapshots()
                            .live(branch)
                            .map(each -> each.number().value())
                            .orElse(0);
                    assertThat(live).isGreaterThanOrEqualTo(seen);
                }
                return true;
            });
        }
    }
}
