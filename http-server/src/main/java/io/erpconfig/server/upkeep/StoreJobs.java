package io.erpconfig.server.upkeep;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The periodic jobs that any store needs. */
public final class StoreJobs {

    /** Interval at which the records of sessions that have ended are removed. */
    private static final Duration SESSION_SWEEP = Duration.ofHours(1);

    /** Interval at which what dead processes left to be done after their commits is completed. */
    private static final Duration COMPLETION = Duration.ofMinutes(1);

    private StoreJobs() {}

    /** Removes sessions that have ended, and completes commits of processes that have died. */
    public static List<Job> of(ConfigStore store, Sessions sessions) {
        return List.of(
                new Job("sessions", SESSION_SWEEP, SESSION_SWEEP, () -> {
                    sessions.removeEnded();
                    return Optional.empty();
                }),
                new Job(
                        "commits",
                        COMPLETION,
                        COMPLETION,
                        () -> completed(store.commits().complete())));
    }

    private static Optional<String> completed(int commits) {
        return commits == 0
                ? Optional.empty()
                : Optional.of("completed " + commits + (commits == 1 ? " commit" : " commits")
                        + " that a process had left incomplete");
    }
}
