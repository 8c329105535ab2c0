package io.erpconfig.http;

import static java.util.Objects.requireNonNull;

/**
 * The version and commit of the program that a server runs.
 *
 * @param version such as {@code 1.2.0}
 * @param commit  that it was built from, abbreviated
 */
public record Release(String version, String commit) {

    private static final String UNKNOWN = "unknown";

    /** The release of a program that was built without a version. */
    public static final Release NONE = new Release(UNKNOWN, UNKNOWN);

    public Release {
        requireNonNull(version, "version");
        requireNonNull(commit, "commit");
    }

    /** The release in a form such as {@code 1.2.0 (commit 0123456789ab)}. */
    @Override
    public String toString() {
        return version + " (commit " + commit + ")";
    }
}
