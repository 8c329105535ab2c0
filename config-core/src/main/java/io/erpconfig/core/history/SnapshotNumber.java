package io.erpconfig.core.history;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A snapshot's number in its branch, from 1, written {@code v0001}: at least four digits (contract, section 1). */
public record SnapshotNumber(int value) implements Comparable<SnapshotNumber> {

    /** The branch as it was created. */
    public static final SnapshotNumber FIRST = new SnapshotNumber(1);

    private static final int MIN_DIGITS = 4;

    private static final Pattern FORM = Pattern.compile("v0*([1-9][0-9]{0,8})");

    public SnapshotNumber {
        if (value < 1) {
            throw new IllegalArgumentException("value: " + value);
        }
    }

    /**
     * Reads {@code v0002}; {@code v2} is the same.
     *
     * @throws ConfigStoreException {@link ErrorCode#INVALID_SNAPSHOT} if it is anything else
     */
    public static SnapshotNumber parse(String text) {
        return tryParse(text)
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.INVALID_SNAPSHOT, "snapshot must be like v0002"));
    }

    /** {@link #parse} of what may be something else; then empty. */
    public static Optional<SnapshotNumber> tryParse(String text) {
        Matcher number = FORM.matcher(text);
        return number.matches() ? Optional.of(new SnapshotNumber(Integer.parseInt(number.group(1)))) : Optional.empty();
    }

    public SnapshotNumber next() {
        return new SnapshotNumber(value + 1);
    }

    @Override
    public int compareTo(SnapshotNumber other) {
        return Integer.compare(value, other.value);
    }

    /** The written form, as in {@code v0002}. */
    @Override
    public String toString() {
        String digits = Integer.toString(value);
        return digits.length() < MIN_DIGITS ? "v" + "0".repeat(MIN_DIGITS - digits.length()) + digits : "v" + digits;
    }
}
