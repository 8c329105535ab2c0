package io.erpconfig.http.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.watch.Watches;

/**
 * Settings on clients that wait for a change.
 *
 * @param watches tell at once of what this process changes; else a change is found within half a second
 * @param most    how many may wait at a time
 */
public record Waiting(Watches watches, int most) {

    /** The default for how many may wait at a time. */
    public static final int DEFAULT_MOST = 50_000;

    /** How many of one token may wait at a time. */
    static final int MOST_OF_TOKEN = 200;

    public Waiting {
        requireNonNull(watches, "watches");
        if (most < 0) {
            throw new IllegalArgumentException("most: " + most);
        }
    }
}
