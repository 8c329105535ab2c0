package io.erpconfig.http.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.watch.Watches;
import java.time.Duration;

/**
 * Settings on clients that wait for a change, or have a stream of events.
 *
 * @param watches tell at once of what this process changes; else a change is found within half a second
 * @param most    how many may wait at a time
 * @param silence after which a stream says that it lives
 */
public record Waiting(Watches watches, int most, Duration silence) {

    /** The default for how many may wait at a time. */
    public static final int DEFAULT_MOST = 50_000;

    /** How many of one token may wait at a time. */
    static final int MOST_OF_TOKEN = 200;

    /** What keeps a stream alive behind proxies, which end connections that are silent for a minute or less. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    public Waiting {
        requireNonNull(watches, "watches");
        requireNonNull(silence, "silence");
        if (most < 0) {
            throw new IllegalArgumentException("most: " + most);
        }
    }

    /** The settings with the usual silence. */
    public Waiting(Watches watches, int most) {
        this(watches, most, SILENCE);
    }
}
