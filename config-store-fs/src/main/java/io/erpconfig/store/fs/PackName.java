package io.erpconfig.store.fs;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a {@link Pack}: which frames of the journal have the entries that are in it. So a pack that others were merged
 * into says by its name which they are, and a segment that is in a pack is known to be.
 *
 * @param first      the number of the first frame
 * @param last       the number of the last one
 * @param generation of packs of the same frames, the one with the highest counts
 */
record PackName(long first, long last, int generation) {

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-f]{2,8})\\.pack");

    static Optional<PackName> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new PackName(
                        HexFormat.fromHexDigitsToLong(matcher.group(1)),
                        HexFormat.fromHexDigitsToLong(matcher.group(2)),
                        HexFormat.fromHexDigits(matcher.group(3))))
                : Optional.empty();
    }

    boolean covers(long from, long to) {
        return first <= from && to <= last;
    }

    /** Whether what is in another pack is in this one too, or was dropped for good when this one was made. */
    boolean replaces(PackName other) {
        return covers(other.first, other.last)
                && (first != other.first || last != other.last || generation > other.generation);
    }

    @Override
    public String toString() {
        return "%016x-%016x-%02x.pack".formatted(first, last, generation);
    }
}
