package io.erpconfig.core.read;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A span of time.
 *
 * @param first the first instant in it
 * @param last  the last one
 */
public record TimeSpan(Instant first, Instant last) {

    /** Any time. */
    public static final TimeSpan ALWAYS = new TimeSpan(Instant.MIN, Instant.MAX);

    public TimeSpan {
        requireNonNull(first, "first");
        requireNonNull(last, "last");
    }

    boolean contains(Instant time) {
        return !time.isBefore(first) && !time.isAfter(last);
    }

    /** The span that begins earlier and ends later by so much; it has no time in it if that makes it shorter than nothing. */
    TimeSpan widened(Duration by) {
        return new TimeSpan(shifted(first, by.negated()), shifted(last, by));
    }

    private static Instant shifted(Instant time, Duration by) {
        if (time.equals(Instant.MIN) || time.equals(Instant.MAX)) {
            return time;
        }
        boolean back = by.isNegative();
        Instant furthest = back ? Instant.MIN.minus(by) : Instant.MAX.minus(by);
        if (back ? time.isBefore(furthest) : time.isAfter(furthest)) {
            return back ? Instant.MIN : Instant.MAX;
        }
        return time.plus(by);
    }
}
