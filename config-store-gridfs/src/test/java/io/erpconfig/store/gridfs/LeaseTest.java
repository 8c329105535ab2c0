package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TERM = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock(START);
    private final MongoAddress address = TestServer.newDatabase();
    private GridFsStore opened;

    @BeforeEach
    void open() {
        opened = GridFsStore.open(address, clock, Runnable::run);
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.store().close();
        }
    }

    private Lease node() {
        return opened.lease("upkeep", TERM);
    }

    @Test
    void oneHoldsItAndKeepsItByTakingItAgain() {
        Lease one = node();
        Lease other = node();
        for (int i = 0; i < 5; i++) {
            assertThat(one.take()).isTrue();
            assertThat(other.take()).isFalse();
            clock.set(clock.instant().plusSeconds(20));
        }
        assertThat(opened.lease("other", TERM).take()).as("of another name").isTrue();
    }

    @Test
    void whenItsHolderIsDeadAnotherOneHasItAfterTheTermAndNotBefore() {
        Lease dead = node();
        Lease other = node();
        assertThat(dead.take()).isTrue();
        clock.set(START.plus(TERM));
        assertThat(other.take()).isFalse();
        clock.set(START.plus(TERM).plusMillis(1));
        assertThat(other.take()).isTrue();
        assertThat(dead.take()).as("and it comes back too late").isFalse();
    }

    @Test
    void oneThatIsGivenUpIsFreeAtOnceAndOnlyItsHolderGivesItUp() {
        Lease one = node();
        Lease other = node();
        assertThat(one.take()).isTrue();
        other.release();
        assertThat(other.take()).isFalse();
        one.release();
        assertThat(other.take()).isTrue();
        assertThat(one.take()).isFalse();
    }

    @Test
    void ofThoseWhoRaceForItExactlyOneHasIt() throws Exception {
        int nodes = 4;
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            CyclicBarrier together = new CyclicBarrier(nodes);
            for (int round = 0; round < 50; round++) {
                clock.set(clock.instant().plus(TERM).plusSeconds(1));
                List<Future<Boolean>> taken = new ArrayList<>();
                for (int i = 0; i < nodes; i++) {
                    Lease lease = node();
                    taken.add(threads.submit(() -> {
                        together.await();
                        return lease.take();
                    }));
                }
                int holders = 0;
                for (Future<Boolean> each : taken) {
                    holders += each.get() ? 1 : 0;
                }
                assertThat(holders).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
