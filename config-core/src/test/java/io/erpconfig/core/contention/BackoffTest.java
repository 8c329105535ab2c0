package io.erpconfig.core.contention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void pausesGrowUpToALimitAndAreRandom() {
        List<Long> longest = new ArrayList<>();
        List<Long> different = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            List<Long> pauses = new ArrayList<>();
            Backoff backoff = new Backoff("it can't be changed", pauses::add);
            for (int i = 1; i < Backoff.ATTEMPTS; i++) {
                backoff.lost();
            }
            for (int i = 0; i < pauses.size(); i++) {
                if (round == 0) {
                    longest.add(0L);
                }
                longest.set(i, Math.max(longest.get(i), pauses.get(i)));
            }
            different.add(pauses.get(pauses.size() - 1));
        }
        long limit = Backoff.SHORTEST.toNanos();
        for (long each : longest) {
            assertThat(each).isBetween(limit / 2, limit);
            limit = Math.min(2 * limit, Backoff.LONGEST.toNanos());
        }
        assertThat(different.stream().distinct().count()).isGreaterThan(150);
    }

    @Test
    void theLastAttemptIsFollowedByAnErrorAndNoPause() {
        List<Long> pauses = new ArrayList<>();
        Backoff backoff = new Backoff("it can't be changed", pauses::add);
        for (int i = 1; i < Backoff.ATTEMPTS; i++) {
            backoff.lost();
        }
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(backoff::lost)
                .withMessageStartingWith("it can't be changed now: ")
                .extracting(ConfigStoreException::code)
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(pauses).hasSize(Backoff.ATTEMPTS - 1);
    }

    @Test
    void anInterruptIsLeftToTheCallerAndThePauseIsMadeAllTheSame() {
        Backoff backoff = new Backoff("it can't be changed");
        Thread.currentThread().interrupt();
        long began = System.nanoTime();
        for (int i = 0; i < 12; i++) {
            backoff.lost();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - began).isGreaterThan(5_000_000);
    }
}
