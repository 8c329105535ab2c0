package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.spi.ForwardingSnapshotLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommitIndexTest {

    private static final Author ANN = Author.of(new OwnerId("ann"));
    private static final ProjectKey PROJECT = new ProjectKey(ANN.name(), new RepoId("p.erp-config"));

    private final ConfigStore store = InMemoryStore.create();
    private final CountingLog log = new CountingLog(store.snapshots());
    private final BranchKey one = branch('1');
    private final BranchKey other = branch('2');

    private static BranchKey branch(char digit) {
        return new BranchKey(PROJECT, new BranchId(Character.toString(digit).repeat(32)));
    }

    private List<Snapshot> append(BranchKey branch, int first, int last) {
        List<Snapshot> added = IntStream.rangeClosed(first, last)
                .mapToObj(number -> Snapshot.of(
                        new SnapshotNumber(number),
                        Tree.EMPTY.id(),
                        GitId.of("tree", new byte[0]),
                        ContentListing.of(Tree.EMPTY, id -> Tree.EMPTY),
                        Optional.empty(),
                        ANN,
                        Instant.EPOCH,
                        branch + " " + number,
                        Cause.SAVE))
                .toList();
        store.commits().append(branch, added);
        return added;
    }

    private static String digits(Snapshot snapshot) {
        return snapshot.commitId().hex().substring(0, 12);
    }

    @Test
    void aHistoryIsReadOnceAndLaterOnlyWhatWasSavedSince() {
        CommitIndex index = new CommitIndex(log);
        List<Snapshot> added = append(one, 1, 1_200);
        for (int number : new int[] {1, 500, 501, 1_200}) {
            assertThat(index.commits(List.of(one), digits(added.get(number - 1))))
                    .containsExactly(new SnapshotLog.Location(one, new SnapshotNumber(number)));
        }
        assertThat(log.read).containsExactly("1-500", "501-1000", "1001-1200");

        Snapshot later = append(one, 1_201, 1_201).get(0);
        assertThat(index.commits(List.of(one), digits(later))).hasSize(1);
        assertThat(index.commits(List.of(one), "0123456789ab")).isEmpty();
        assertThat(log.read).containsExactly("1-500", "501-1000", "1001-1200", "1201-1201");
    }

    @Test
    void whatWasNotAskedForLongestIsForgottenFirst() {
        CommitIndex index = new CommitIndex(log, 250);
        Snapshot first = append(one, 1, 100).get(0);
        append(other, 1, 100);
        BranchKey third = branch('3');
        append(third, 1, 50);

        assertThat(index.commits(List.of(one, other), digits(first))).hasSize(1);
        assertThat(index.commits(List.of(one), digits(first))).hasSize(1);
        assertThat(index.commits(List.of(third), digits(first))).isEmpty();
        log.read.clear();

        assertThat(index.commits(List.of(one, third), digits(first))).hasSize(1);
        assertThat(log.read).isEmpty();
        assertThat(index.commits(List.of(other), digits(first))).isEmpty();
        assertThat(log.read).containsExactly("1-100");
    }

    @Test
    void aBranchThatWasPurgedHasNothing() {
        CommitIndex index = new CommitIndex(log);
        Snapshot first = append(one, 1, 3).get(0);
        assertThat(index.commits(List.of(one), digits(first))).hasSize(1);

        log.purge(one);

        assertThat(index.commits(List.of(one), digits(first))).isEmpty();
        assertThat(index.newest(List.of(one), first.shortId())).isEmpty();
        assertThat(index.commits(List.of(other), digits(first))).isEmpty();
    }

    @Test
    void theSameCommitInTwoBranchesIsOne() {
        CommitIndex index = new CommitIndex(log);
        List<Snapshot> added = append(one, 1, 2);
        store.commits().append(other, added);

        assertThat(index.commits(List.of(one, other), digits(added.get(1)))).hasSize(1);
        assertThat(index.newest(List.of(one, other), added.get(1).shortId()))
                .contains(new SnapshotLog.Location(one, new SnapshotNumber(2)));
    }

    /** Tells which ranges were read. */
    private static final class CountingLog extends ForwardingSnapshotLog {

        private final List<String> read = new ArrayList<>();

        CountingLog(SnapshotLog log) {
            super(log);
        }

        @Override
        public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
            read.add(first.value() + "-" + last.value());
            return super.range(branch, first, last);
        }
    }
}
