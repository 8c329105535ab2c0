package io.erpconfig.http.read;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.QuotedCSV;

/** The preference to wait for a change: {@code Prefer: wait=N} (RFC 7240; contract, section 6). */
final class WaitPreference {

    /** The header that says which preference counts. */
    static final String APPLIED = "Preference-Applied";

    private static final String HEADER = "Prefer";

    /** The longest wait; who asks for more gets this. */
    private static final Duration MAX = Duration.ofSeconds(120);

    /** Gives back nothing that it has taken, so that a long value is read in one go, before anybody's token is looked at. */
    private static final Pattern WAIT =
            Pattern.compile("wait(\\s*+=\\s*+\"?+([^\";]*+)\"?+)?+\\s*+(;.*+)?+", Pattern.CASE_INSENSITIVE);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    private WaitPreference() {}

    /** Whether a request has preferences at all: few have, and this is quickly told. */
    static boolean mayBeIn(HttpFields headers) {
        for (HttpField field : headers) {
            if (field.getHeader() == null && field.is(HEADER)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The time that a request wants to wait, if it does. What can't be read as one is no preference, and of several the first
     * counts.
     */
    static Optional<Duration> of(HttpFields headers) {
        for (String each : preferences(headers)) {
            Matcher wait = WAIT.matcher(each);
            if (wait.matches()) {
                return Optional.ofNullable(wait.group(2))
                        .filter(seconds -> SECONDS.matcher(seconds).matches())
                        .map(WaitPreference::bounded);
            }
        }
        return Optional.empty();
    }

    private static Iterable<String> preferences(HttpFields headers) {
        try {
            return new QuotedCSV(true, headers.getValuesList(HEADER).toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            // What is no list has no preferences, and is no error.
            return List.of();
        }
    }

    private static Duration bounded(String digits) {
        String number = digits.replaceFirst("^0+(?=.)", "");
        long seconds = number.length() > 3 ? MAX.toSeconds() : Long.parseLong(number);
        return Duration.ofSeconds(Math.min(seconds, MAX.toSeconds()));
    }

    /** What says that a request waits for so long. */
    static String applied(Duration wait) {
        return "wait=" + wait.toSeconds();
    }
}
