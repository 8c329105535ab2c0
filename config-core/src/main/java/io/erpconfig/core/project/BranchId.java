package io.erpconfig.core.project;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The id that tells a branch from every other that ever was, also from a deleted one of the same name: 32 lower-case
 * hex digits, drawn at random when the branch is made. Snapshots are filed under it.
 */
public record BranchId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public BranchId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("value: 32 lower-case hex digits, not " + value);
        }
    }

    /** A new one; from a generator good enough that no two are ever equal. */
    public static BranchId random(RandomGenerator random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return new BranchId(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
