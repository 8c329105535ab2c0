package io.erpconfig.interop;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What {@code install-clients.sh} has put on the machine. A test that needs more is skipped, and says what it lacks;
 * with {@code -Dinterop.required=true} it fails instead.
 */
final class Toolchain {

    /** Where the clients' packages are; the build itself never fetches any. */
    static final Path INSTALLED = Path.of("target", "clients").toAbsolutePath();

    private Toolchain() {}

    /** Skips the calling test unless what it needs is there. */
    static void require(boolean there, String what) {
        if (!there && Boolean.getBoolean("interop.required")) {
            throw new AssertionError(what + " is missing");
        }
        if (!there) {
            System.out.println("SKIPPED: " + what + " is missing; interop/install-clients.sh installs it");
            Assumptions.abort(what + " is missing");
        }
    }
}
