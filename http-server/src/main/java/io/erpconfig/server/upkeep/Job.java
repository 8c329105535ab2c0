package io.erpconfig.server.upkeep;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A periodic job.
 *
 * @param name  what the log calls it
 * @param first how long after the start it is done for the first time
 * @param pause between two runs
 * @param work  does it, and tells the log what it did, if that is worth a line
 */
public record Job(String name, Duration first, Duration pause, Supplier<Optional<String>> work) {

    public Job {
        requireNonNull(name, "name");
        requireNonNull(first, "first");
        requireNonNull(work, "work");
        if (pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException("pause: " + pause);
        }
    }
}
