package io.erpconfig.store.gridfs;

import static io.erpconfig.store.gridfs.OneBranch.BRANCH;
import static io.erpconfig.store.gridfs.OneBranch.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.history.Snapshot;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Appends and deletions by others, seen by a process that knows a branch's newest snapshot. */
@Timeout(60)
class AppendedByOthersTest {

    private final MongoAddress address = TestServer.newDatabase();
    private final ConfigStore own =
            GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store();
    private final ConfigStore others =
            GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store();

    @BeforeEach
    void see() {
        append(others, 1, 1);
        assertThat(live()).isEqualTo(1);
    }

    @AfterEach
    void close() {
        own.close();
        others.close();
    }

    private static Outcome append(ConfigStore store, int first, int last) {
        List<Snapshot> snapshots = IntStream.rangeClosed(first, last)
                .mapToObj(number -> snapshot(number, "v" + number))
                .toList();
        return store.commits().append(BRANCH, snapshots);
    }

    private int live() {
        return own.snapshots()
                .live(BRANCH)
                .map(snapshot -> snapshot.number().value())
                .orElse(0);
    }

    @Test
    void oneIsLiveWithTheNextCall() {
        append(others, 2, 2);
        assertThat(live()).isEqualTo(2);
        append(others, 3, 3);
        append(others, 4, 4);
        assertThat(live()).isEqualTo(4);
    }

    @Test
    void ofThoseThatWereAppendedTogetherTheLastOneIsLive() {
        append(others, 2, 6);
        append(others, 7, 9);
        assertThat(live()).isEqualTo(9);
        assertThat(append(own, 10, 11)).isEqualTo(Outcome.DONE);
        assertThat(live()).isEqualTo(11);
    }

    @Test
    void whoHasFallenFarBehindFindsTheLastOne() {
        for (int number = 2; number <= 40; number++) {
            append(others, number, number);
        }
        assertThat(live()).isEqualTo(40);
    }

    @Test
    void appendingBehindOneThatIsNoLongerTheNewestIsStale() {
        append(others, 2, 3);
        assertThat(append(own, 2, 2)).isEqualTo(Outcome.STALE);
        assertThat(live()).isEqualTo(3);
        assertThat(append(own, 4, 4)).isEqualTo(Outcome.DONE);
        assertThatThrownBy(() -> append(own, 6, 6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void behindALogThatAnotherOneHasPurgedMeanwhileNothingIsAppended() {
        others.snapshots().purge(BRANCH);
        assertThat(append(own, 2, 2)).isEqualTo(Outcome.STALE);
        assertThat(others.snapshots().live(BRANCH)).isEmpty();
        assertThat(live()).isZero();
    }

    @Test
    void ofALongMessageNothingIsKeptInMind() {
        String message = "long ".repeat(1_000);
        assertThat(own.commits().append(BRANCH, snapshot(2, message))).isEqualTo(Outcome.DONE);
        append(others, 3, 3);
        assertThat(live()).isEqualTo(3);
        assertThat(own.commits().append(BRANCH, snapshot(4, message))).isEqualTo(Outcome.DONE);
        assertThat(live()).isEqualTo(4);
    }

    @Test
    void aLogThatAnotherOneHasPurgedIsGone() {
        append(others, 2, 2);
        assertThat(live()).isEqualTo(2);
        others.snapshots().purge(BRANCH);
        assertThat(live()).isZero();
        assertThat(append(own, 3, 3)).isEqualTo(Outcome.STALE);
        assertThat(append(others, 1, 1)).isEqualTo(Outcome.DONE);
        assertThat(live()).isEqualTo(1);
    }
}
