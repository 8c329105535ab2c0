package io.erpconfig.interop;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The tools that {@code .ci/run toolchain} has put on the machine. A test that needs more is skipped, and says what it
 * lacks; with {@code -Dinterop.required=true} it fails instead.
 */
public final class Toolchain {

    /** The folder of the clients' packages; the build itself never fetches any. */
    static final Path INSTALLED = Path.of("target", "clients").toAbsolutePath();

    private Toolchain() {}

    /** Skips the calling test unless what it needs is there. */
    public static void require(boolean there, String what) {
        if (!there && Boolean.getBoolean("interop.required")) {
            throw new AssertionError(what + " is missing");
        }
        if (!there) {
            System.out.println("SKIPPED: " + what + " is missing; '.ci/run toolchain' installs it");
            Assumptions.abort(what + " is missing");
        }
    }
}
