package io.erpconfig.store.gridfs;

import static io.erpconfig.store.gridfs.OneBranch.BRANCH;
import static io.erpconfig.store.gridfs.OneBranch.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AppendFairnessTest {

    private final MongoAddress address = TestServer.newDatabase();
    private ConfigStore one;
    private ConfigStore other;
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    private void open(Clock clock) {
        one = GridFsStore.open(address, clock, Runnable::run).store();
        other = GridFsStore.open(address, clock, Runnable::run).store();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        one.close();
        other.close();
    }

    private static Outcome append(ConfigStore store, int number, String message) {
        return store.commits().append(BRANCH, snapshot(number, message));
    }

    @Test
    void whoCameSecondIsLetGoBefore() throws Exception {
        // A reservation doesn't end by itself, however long this thread is kept waiting for a processor.
        open(Clock.fixed(Instant.now(), ZoneOffset.UTC));
        append(one, 1, "first");
        append(one, 2, "the winner's");
        assertThat(append(other, 2, "the loser's")).isEqualTo(Outcome.STALE);

        Future<Outcome> again = threads.submit(() -> append(one, 3, "the winner's next"));
        Thread.sleep(100);
        assertThat(append(other, 3, "the loser's again")).isEqualTo(Outcome.DONE);

        assertThat(again.get(30, TimeUnit.SECONDS)).isEqualTo(Outcome.STALE);
        // Now it is the other way round, and then nobody's.
        assertThat(append(one, 4, "the winner's next")).isEqualTo(Outcome.DONE);
        long began = System.nanoTime();
        assertThat(append(other, 5, "at once")).isEqualTo(Outcome.DONE);
        // Who waits for a reservation waits for as long as that.
        assertThat(System.nanoTime() - began).isLessThan(AppendFairness.LONGEST.toNanos());
    }

    @Test
    void whoAskedAndWentAwayHoldsNobodyUpForLong() {
        open(Clock.systemUTC());
        append(one, 1, "first");
        append(one, 2, "the winner's");
        assertThat(append(other, 2, "the loser's")).isEqualTo(Outcome.STALE);
        other.close();

        long began = System.nanoTime();
        assertThat(append(one, 3, "the winner's next")).isEqualTo(Outcome.DONE);
        assertThat(System.nanoTime() - began).isLessThan(5 * AppendFairness.TERM.toNanos());
    }
}
