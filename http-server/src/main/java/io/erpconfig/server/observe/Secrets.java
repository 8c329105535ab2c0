package io.erpconfig.server.observe;

import java.util.regex.Pattern;

/** Removes secrets from text for a log: tokens and sessions, wherever a client has put them. */
final class Secrets {

    private static final String MASK = "***";

    /** Number of hex digits of a token's or a session's value. A git id has fewer, so it stays. */
    private static final int LENGTH = 64;

    private static final Pattern QUERY = Pattern.compile("\\?\\S+");

    private Secrets() {}

    /** The text without any run of 64 or more hex digits, whether as they are or percent-encoded. */
    static String mask(String text) {
        if (text.length() < LENGTH) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int digits = 0;
            int end = at;
            for (int width = digit(text, end); width > 0; width = digit(text, end)) {
                // An escape counts for two: it may as well be a percent sign in front of a token that begins like one.
                digits += Math.min(width, 2);
                end += width;
            }
            if (digits >= LENGTH) {
                masked.append(MASK);
            } else {
                masked.append(text, at, end);
            }
            if (end < text.length()) {
                masked.append(text.charAt(end));
            }
            at = end + 1;
        }
        return masked.toString();
    }

    /** The same, and without the query of any URL in it. */
    static String maskWithQueries(String text) {
        String masked = mask(text);
        return masked.indexOf('?') < 0 ? masked : QUERY.matcher(masked).replaceAll("?" + MASK);
    }

    /** Number of characters of the hex digit here: none, one, or three where it is percent-encoded. */
    private static int digit(String text, int at) {
        if (at >= text.length()) {
            return 0;
        }
        if (text.charAt(at) != '%') {
            return isDigit(text.charAt(at)) ? 1 : 0;
        }
        if (at + 2 >= text.length()) {
            return 0;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high >= 0 && low >= 0 && isDigit((char) (16 * high + low)) ? 3 : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
