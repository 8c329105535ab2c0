package io.erpconfig.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size as people write it: {@code 16m} is 16 MiB, as with Java's own options. */
public record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([kmg]?)", Pattern.CASE_INSENSITIVE);

    public ByteSize {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes);
        }
    }

    /**
     * Reads {@code 1048576}, {@code 512k}, {@code 16m} or {@code 1g}.
     *
     * @throws IllegalArgumentException if it is none of these, or nothing at all
     */
    public static ByteSize parse(String text) {
        Matcher size = FORM.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size such as 512k, 16m or 1g");
        }
        int shift = switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(size.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("'" + text + "' is more than any file can have");
        }
        return new ByteSize(number << shift);
    }

    /** A number of bytes for people, in decimal units: {@code 43.0 MB}. */
    public static String display(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < 3) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, "kMGT".charAt(unit));
    }
}
