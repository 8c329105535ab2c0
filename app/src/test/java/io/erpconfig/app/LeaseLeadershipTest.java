package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.opening.LeaseLeadership;
import io.erpconfig.server.upkeep.Job;
import io.erpconfig.server.upkeep.StoreSweep;
import io.erpconfig.server.upkeep.Upkeep;
import io.erpconfig.store.gridfs.GridFsStore;
import io.erpconfig.store.gridfs.Lease;
import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.store.gridfs.TestServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leadership among several nodes. */
@Timeout(60)
class LeaseLeadershipTest {

    /** The term: that for a database in this process; a slow one takes much of a short term to be asked. */
    private static final Duration TERM = Duration.ofMillis(TestServer.isInProcess() ? 3_000 : 6_000);

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final MongoAddress database = TestServer.newDatabase();
    private final Node one = new Node();
    private final Node other = new Node();

    private final class Node {

        final AtomicInteger runs = new AtomicInteger();
        final GridFsStore opened = GridFsStore.open(database, Clock.systemUTC(), Runnable::run);
        final Upkeep upkeep = new Upkeep(new LeaseLeadership(opened.lease("upkeep", TERM)));

        void begin() {
            upkeep.begin(List.of(new Job("job", OFTEN, OFTEN, () -> {
                runs.incrementAndGet();
                return Optional.empty();
            })));
        }

        /** Waits for one run more; returns how long it took. */
        Duration awaitRun() throws InterruptedException {
            long began = System.nanoTime();
            int before = runs.get();
            while (runs.get() == before) {
                assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(30));
                Thread.sleep(5);
            }
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }

    @AfterEach
    void end() {
        other.upkeep.close();
        one.upkeep.close();
        other.opened.store().close();
        one.opened.store().close();
    }

    private void beginBoth() throws InterruptedException {
        one.begin();
        one.awaitRun();
        other.begin();
    }

    @Test
    void onlyWhoHasTheLeaseDoesTheJobs() throws InterruptedException {
        beginBoth();
        Thread.sleep(TERM.multipliedBy(2).toMillis());
        one.awaitRun();
        assertThat(other.runs).hasValue(0);
    }

    @Test
    void whoIsCutOffStopsWithItsTermAndAnotherOneBeginsThen() throws InterruptedException {
        beginBoth();
        // As if it had died, or lost its way to the database: it neither renews the lease nor gives it up.
        one.opened.store().close();

        // The term, what is left of a third of it until the other one asks next, and something for a slow machine.
        assertThat(other.awaitRun()).isLessThan(TERM.multipliedBy(3));
        int stopped = one.runs.get();
        other.awaitRun();
        Thread.sleep(5 * OFTEN.toMillis());
        assertThat(one.runs).hasValue(stopped);
    }

    @Test
    void whoEndsHandsItOnAtOnce() throws InterruptedException {
        beginBoth();
        one.upkeep.close();
        assertThat(other.awaitRun()).isLessThan(TERM);
    }

    @Test
    void gcSaysSoWhereAnotherProcessRunsIt(@TempDir Path folder) {
        Lease lease = one.opened.lease("gc", TERM.multipliedBy(10));
        assertThat(lease.take()).isTrue();
        Program.Run refused = gc(folder);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.error()).contains("another process").contains("runs gc on database");

        lease.release();
        assertThat(gc(folder).line()).isEqualTo("freed 0 objects (0 B)");
        assertThat(lease.take()).as("given up when it is done").isTrue();
    }

    private Program.Run gc(Path folder) {
        List<Object> words = new ArrayList<>(List.of("gc"));
        words.addAll(List.of(Nodes.arguments(database)));
        return Program.onStore(folder).run(words.toArray());
    }

    @Test
    void aSweepKeepsItsLeaseForAsLongAsItTakes(@TempDir Path folder) {
        Lease others = other.opened.lease("gc", TERM);
        AtomicBoolean taken = new AtomicBoolean();
        Clock slow = new Slow(() -> taken.set(others.take()));
        StoreSweep sweep =
                new StoreSweep(one.opened.store(), slow, folder, new LeaseLeadership(one.opened.lease("gc", TERM)));

        assertThat(sweep.run()).isPresent();

        assertThat(taken).as("in the middle of it").isFalse();
        assertThat(others.take()).as("when it was done").isTrue();
        assertThat(sweep.run()).isEmpty();
        assertThat(sweep.every(TERM, String::valueOf).work().get()).contains("another process does it");
    }

    /** Takes two terms to say what time it is. */
    private static final class Slow extends Clock {
        private final Runnable then;

        Slow(Runnable then) {
            this.then = then;
        }

        @Override
        public Instant instant() {
            try {
                Thread.sleep(TERM.multipliedBy(2).toMillis());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            then.run();
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
