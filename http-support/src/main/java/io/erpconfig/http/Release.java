package io.erpconfig.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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

    /**
     * The release that the build has written into a program: the version into the manifest of its jar, the commit into
     * {@code commit.txt} beside its class. What isn't there is {@code unknown}.
     */
    public static Release of(Class<?> program) {
        return new Release(
                Optional.ofNullable(program.getPackage().getImplementationVersion())
                        .orElse(UNKNOWN),
                commit(program));
    }

    private static String commit(Class<?> program) {
        try (InputStream in = program.getResourceAsStream("commit.txt")) {
            String commit = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? UNKNOWN : commit;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
