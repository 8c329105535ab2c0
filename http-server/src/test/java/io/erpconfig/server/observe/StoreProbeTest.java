package io.erpconfig.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoreProbeTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong now = new AtomicLong();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void aStoreIsReachableAsLongAsItsCheckReturns() {
        AtomicBoolean broken = new AtomicBoolean();
        StoreProbe probe = probe(() -> {
            if (broken.get()) {
                throw new IllegalStateException("no disk");
            }
        });
        assertThat(probe.isReachable()).isTrue();
        broken.set(true);
        now.addAndGet(1_000_000_000);
        assertThat(probe.isReachable()).isFalse();
        broken.set(false);
        now.addAndGet(1_000_000_000);
        assertThat(probe.isReachable()).isTrue();
    }

    @Test
    void itIsCheckedOnceASecondHoweverOftenItIsAsked() {
        AtomicInteger checks = new AtomicInteger();
        StoreProbe probe = probe(checks::incrementAndGet);
        for (int i = 0; i < 100; i++) {
            probe.isReachable();
        }
        assertThat(checks).hasValue(1);
    }

    @Test
    void aStoreThatDoesNotAnswerIsNotReachableAndIsNotAskedAgainMeanwhile() {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger checks = new AtomicInteger();
        StoreProbe probe = probe(() -> {
            checks.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(probe.isReachable()).isFalse();
        now.addAndGet(5_000_000_000L);
        assertThat(probe.isReachable()).isFalse();
        answer.countDown();

        assertThat(probe.isReachable()).isTrue();
        assertThat(checks.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void withoutThreadsItIsNotReachable() {
        threads.shutdownNow();

        assertThat(probe(() -> {}).isReachable()).isFalse();
    }

    private StoreProbe probe(Runnable check) {
        return new StoreProbe(check, threads, now::get);
    }
}
