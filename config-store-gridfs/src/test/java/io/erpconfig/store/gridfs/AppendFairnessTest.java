package io.erpconfig.store.gridfs;

import static io.erpconfig.store.gridfs.OneBranch.BRANCH;
import static io.erpconfig.store.gridfs.OneBranch.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import java.time.Clock;
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
    private final ConfigStore one =
            GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store();
    private final ConfigStore other =
            GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

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
        append(one, 1, "first");
        append(one, 2, "the winner's");
        assertThat(append(other, 2, "the loser's")).isEqualTo(Outcome.STALE);

        Future<Outcome> again = threads.submit(() -> append(one, 3, "the winner's next"));
        Thread.sleep(100);
        assertThat(append(other, 3, "the loser's again")).isEqualTo(Outcome.DONE);

        assertThat(again.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.STALE);
        // Now it is the other way round, and then nobody's.
        assertThat(append(one, 4, "the winner's next")).isEqualTo(Outcome.DONE);
        long began = System.nanoTime();
        assertThat(append(other, 5, "at once")).isEqualTo(Outcome.DONE);
        assertThat(System.nanoTime() - began).isLessThan(AppendFairness.TERM.toNanos());
    }

    @Test
    void whoAskedAndWentAwayHoldsNobodyUpForLong() {
        append(one, 1, "first");
        append(one, 2, "the winner's");
        assertThat(append(other, 2, "the loser's")).isEqualTo(Outcome.STALE);
        other.close();

        long began = System.nanoTime();
        assertThat(append(one, 3, "the winner's next")).isEqualTo(Outcome.DONE);
        assertThat(System.nanoTime() - began).isLessThan(5 * AppendFairness.TERM.toNanos());
    }
}
