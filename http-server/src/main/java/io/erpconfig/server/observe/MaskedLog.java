package io.erpconfig.server.observe;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps tokens, sessions and queries of URLs out of what is logged, which goes to the process's standard error until this
 * is closed. What libraries log is not ours to word, and some of it names the request.
 */
public final class MaskedLog implements AutoCloseable {

    private final PrintStream before = System.err;

    public MaskedLog() {
        System.setErr(new Masked(before));
    }

    @Override
    public void close() {
        System.setErr(before);
    }

    /** Masks line by line: that is how loggers write, also stack traces. */
    private static final class Masked extends PrintStream {

        Masked(PrintStream out) {
            super(out, true, StandardCharsets.UTF_8);
        }

        @Override
        public void println(String line) {
            super.println(Secrets.maskWithQueries(String.valueOf(line)));
        }

        @Override
        public void println(Object line) {
            println(String.valueOf(line));
        }
    }
}
