package io.erpconfig.account;

import java.time.Duration;

/** Too many wrong passwords lately, or too many checks under way: the caller has to come back later. */
public final class TooManyAttemptsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long seconds;

    TooManyAttemptsException(Duration wait) {
        // No stack trace: it is an answer, and a hostile caller can ask for many.
        super("too many attempts", null, false, false);
        this.seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    }

    /** Time to wait, in whole seconds, at least 1. */
    public long retryAfterSeconds() {
        return seconds;
    }
}
