package io.erpconfig.control;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The progress of a command: a bar that is drawn again and again on one line of a terminal, and nothing at all where
 * there is none. Now and then it asks whether a caller still waits for the command. Used by one thread; closing it
 * clears the line.
 */
public final class Progress implements AutoCloseable {

    private static final long REDRAW_AFTER = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int WIDTH = 30;
    private static final String CLEAR_LINE = "\r\033[K";

    private final Optional<PrintStream> terminal;
    private final Runnable stay;
    private final String what;
    private final long total;
    private long done;
    private long drawnAt = System.nanoTime() - REDRAW_AFTER;

    /**
     * @param what  is being done, such as {@code importing}
     * @param total what {@link #advance} adds up to in the end
     */
    public Progress(Caller caller, String what, long total) {
        this.terminal = caller.terminal().map(console -> caller.err());
        this.stay = caller.stay();
        this.what = what;
        this.total = Math.max(1, total);
    }

    /** Advances the bar; throws if nobody waits for the rest. */
    public void advance(long more) {
        done += more;
        long now = System.nanoTime();
        if (now - drawnAt >= REDRAW_AFTER) {
            drawnAt = now;
            stay.run();
            terminal.ifPresent(this::draw);
        }
    }

    private void draw(PrintStream out) {
        double share = Math.min(1, (double) done / total);
        int filled = (int) (share * WIDTH);
        String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
        out.print(CLEAR_LINE + what + " [" + bar + "] " + (int) (share * 100) + "%");
        out.flush();
    }

    @Override
    public void close() {
        terminal.ifPresent(out -> {
            out.print(CLEAR_LINE);
            out.flush();
        });
    }
}
