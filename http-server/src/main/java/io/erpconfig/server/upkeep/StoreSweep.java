package io.erpconfig.server.upkeep;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.maintenance.Sweep;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Frees what nothing refers to in a store that is in use. There is one sweep at a time, whichever process or thread asks
 * for it.
 */
public final class StoreSweep {

    /** Time that a writer may take from its first object to the snapshot that refers to it. */
    private static final Duration GRACE = Duration.ofHours(1);

    /** A server that has just started has more urgent things to do. */
    private static final Duration AFTER_START = Duration.ofMinutes(5);

    private final Sweep sweep;
    private final Leadership leadership;

    /**
     * @param temporary  the folder for temporary files
     * @param leadership which of the processes that have the store open sweeps it
     */
    public StoreSweep(ConfigStore store, Clock clock, Path temporary, Leadership leadership) {
        this.leadership = requireNonNull(leadership, "leadership");
        this.sweep = new Sweep(store, clock, GRACE, temporary);
    }

    /**
     * Frees what can be freed now; waits for a sweep of this process that is under way.
     *
     * @return what was freed; empty, with nothing done, if another process sweeps the store at the moment
     */
    public synchronized Optional<BlobStore.Freed> run() {
        if (!leadership.take()) {
            return Optional.empty();
        }
        // One that pauses for longer than its term frees nothing that it must not; others just sweep beside it.
        try (KeptLeadership kept = new KeptLeadership(leadership, "gc")) {
            kept.begin();
            return Optional.of(sweep.run());
        }
    }

    /**
     * The job that does it from time to time.
     *
     * @param words what the log says of it
     */
    public Job every(Duration pause, Function<BlobStore.Freed, String> words) {
        Duration first = pause.compareTo(AFTER_START) < 0 ? pause : AFTER_START;
        return new Job("gc", first, pause, () -> Optional.of(run().map(words).orElse("another process does it")));
    }
}
