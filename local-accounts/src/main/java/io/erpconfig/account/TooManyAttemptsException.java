package io.erpconfig.account;

import java.time.Duration;

/** There were too many wrong passwords lately, or too many are being looked at: the caller has to come back later. */
public final class TooManyAttemptsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long seconds;

    TooManyAttemptsException(Duration wait) {
        // No stack trace: it is an answer, and a hostile caller can ask for many.
        super("too many attempts", null, false, false);
        this.seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    }

    /** When to come back, in whole seconds, at least 1. */
    public long retryAfterSeconds() {
        return seconds;
    }
}
