package io.erpconfig.http;

import static java.util.Objects.requireNonNull;

/**
 * Which program a server is, for who has to know what runs where.
 *
 * @param version such as {@code 1.2.0}
 * @param commit  that it was built from, abbreviated
 */
public record Release(String version, String commit) {

    private static final String UNKNOWN = "unknown";

    /** What was built without saying what it is. */
    public static final Release NONE = new Release(UNKNOWN, UNKNOWN);

    public Release {
        requireNonNull(version, "version");
        requireNonNull(commit, "commit");
    }

    /** Such as {@code 1.2.0 (commit 0123456789ab)}. */
    @Override
    public String toString() {
        return version + " (commit " + commit + ")";
    }
}
