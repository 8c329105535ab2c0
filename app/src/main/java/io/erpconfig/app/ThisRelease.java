package io.erpconfig.app;

import io.erpconfig.http.Release;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The version and commit that the build has written into the program. */
final class ThisRelease {

    private static final Release RELEASE = new Release(version(), commit());

    private ThisRelease() {}

    /** The version and commit; {@code unknown} where it doesn't run from its jar, or was built outside of a repository. */
    static Release get() {
        return RELEASE;
    }

    private static String version() {
        return Optional.ofNullable(ThisRelease.class.getPackage().getImplementationVersion())
                .orElse(Release.NONE.version());
    }

    private static String commit() {
        try (InputStream in = ThisRelease.class.getResourceAsStream("commit.txt")) {
            String commit = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? Release.NONE.commit() : commit;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
