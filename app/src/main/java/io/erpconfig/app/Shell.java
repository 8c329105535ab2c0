package io.erpconfig.app;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * What a command is called from.
 *
 * @param environment the variables
 * @param in          standard input
 * @param out         what the command is asked for goes here, and nothing else
 * @param err         progress, hints and errors
 * @param terminal    there if a person sits in front of it
 */
record Shell(
        Map<String, String> environment, InputStream in, PrintStream out, PrintStream err, Optional<Console> terminal) {

    /** The process's own. */
    static Shell ofProcess() {
        return new Shell(System.getenv(), System.in, System.out, System.err, Terminal.find());
    }

    /** Whether a failure is to be shown with its stack trace. */
    boolean debug() {
        return !environment.getOrDefault("ERP_CONFIG_DEBUG", "").isEmpty();
    }
}
