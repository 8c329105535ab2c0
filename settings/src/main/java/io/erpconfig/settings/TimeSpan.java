package io.erpconfig.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A span of time as people write it: {@code 90s}, {@code 30m}, {@code 24h} or {@code 7d}; {@code 0} is none at all. */
public record TimeSpan(Duration duration) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd])|0", Pattern.CASE_INSENSITIVE);

    public TimeSpan {
        requireNonNull(duration, "duration");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration);
        }
    }

    /**
     * Reads {@code 90s}, {@code 30m}, {@code 24h}, {@code 7d} or {@code 0}.
     *
     * @throws IllegalArgumentException if it is none of these, or more than a hundred years
     */
    public static TimeSpan parse(String text) {
        Matcher span = FORM.matcher(text);
        if (!span.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time such as 90s, 30m, 24h, 7d or 0");
        }
        if (span.group(1) == null) {
            return new TimeSpan(Duration.ZERO);
        }
        ChronoUnit unit = switch (span.group(2).toLowerCase(Locale.ROOT)) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
        Duration duration = Duration.of(Long.parseLong(span.group(1)), unit);
        if (duration.compareTo(Duration.ofDays(36_525)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is more than a hundred years");
        }
        return new TimeSpan(duration);
    }

    public boolean isZero() {
        return duration.isZero();
    }
}
