package io.erpconfig.core.contention;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Pauses of a change that is tried again because others were faster. They are random in length, so that those who race
 * don't race again at once, and grow from one attempt to the next, so that many of them come through too. A change that
 * fails again and again is given up. Used by one thread, for one change.
 */
public final class Backoff {

    /** The number of attempts after which a change is given up: after two seconds of pauses, more or less. */
    public static final int ATTEMPTS = 40;

    static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration LONGEST = Duration.ofMillis(100);

    /** Doubled more often than this it is the longest anyway. */
    private static final int MAX_DOUBLINGS = 10;

    private final String change;
    private final LongConsumer pause;
    private int lost;

    /** @param change what is tried, as in "branch 'master' can't be changed" */
    public Backoff(String change) {
        this(change, Backoff::pause);
    }

    /** @param pause waits for a number of nanoseconds */
    Backoff(String change, LongConsumer pause) {
        this.change = requireNonNull(change, "change");
        this.pause = requireNonNull(pause, "pause");
    }

    /**
     * Waits before the next attempt, after one that others were faster with.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if it was the last; nothing was changed
     */
    public void lost() {
        lost++;
        if (lost == ATTEMPTS) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    change + " now: others were faster " + ATTEMPTS + " times in a row; try again later");
        }
        long longest = Math.min(LONGEST.toNanos(), SHORTEST.toNanos() << Math.min(lost - 1, MAX_DOUBLINGS));
        pause.accept(ThreadLocalRandom.current().nextLong(longest + 1));
    }

    /** An interrupt is the caller's affair: it neither ends the attempts nor makes them follow one another at once. */
    private static void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
