package io.erpconfig.server.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.erpconfig.core.memory.InMemoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UpkeepTest {

    private static final Duration SOON = Duration.ofMillis(5);

    @Test
    void aJobIsDoneAgainAndAgainEvenIfItFails() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        try (Upkeep upkeep = new Upkeep(Leadership.ALWAYS)) {
            upkeep.begin(List.of(new Job("job", SOON, SOON, () -> {
                runs.countDown();
                throw new IllegalStateException("on purpose");
            })));
            assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aJobThatFailsHoldsUpNoOther() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(2);
        try (Upkeep upkeep = new Upkeep(Leadership.ALWAYS)) {
            upkeep.begin(List.of(
                    new Job("broken", SOON, SOON, () -> {
                        throw new StackOverflowError("on purpose");
                    }),
                    new Job("fine", SOON, SOON, () -> {
                        runs.countDown();
                        return Optional.empty();
                    })));
            assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theEndWaitsForTheJobUnderWayAndBeginsNoOther() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        try (Upkeep upkeep = new Upkeep(Leadership.ALWAYS)) {
            upkeep.begin(List.of(
                    new Job("slow", SOON, SOON, () -> {
                        begun.countDown();
                        try {
                            Thread.sleep(300);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException("it is not interrupted", e);
                        }
                        ended.incrementAndGet();
                        return Optional.empty();
                    }),
                    new Job("later", Duration.ofHours(1), SOON, Optional::empty)));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ended).hasValue(1);
    }

    @Test
    void aSweepIsDueSomeMinutesAfterTheStartOrSoonerIfItIsToBeOften() {
        StoreSweep sweep =
                new StoreSweep(InMemoryStore.create(), Clock.systemUTC(), Path.of("unused"), Leadership.ALWAYS);

        assertThat(sweep.every(Duration.ofHours(24), String::valueOf).first()).isEqualTo(Duration.ofMinutes(5));
        assertThat(sweep.every(Duration.ofSeconds(10), String::valueOf).first()).isEqualTo(Duration.ofSeconds(10));
        assertThat(sweep.every(Duration.ofHours(24), freed -> freed.blobs() + " freed")
                        .work()
                        .get())
                .contains("0 freed");
    }

    @Test
    void aJobNeverRunsWithoutAPause() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Job("job", SOON, Duration.ZERO, Optional::empty));
    }
}
