package io.erpconfig.http;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log of the times when the store can't be reached. Everything that needs it fails alike then, so that the first failure is
 * logged for all, and how many there were when it is over. Safe for any number of threads.
 */
public final class OutageLog {

    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);

    /** Time without a failure after which the next one begins another outage. */
    static final Duration QUIET = Duration.ofSeconds(30);

    /** Time since the last failure from which on the store is believed to be back: what says so may be a second old. */
    static final Duration SETTLED = Duration.ofSeconds(2);

    private static final OutageLog OF_PROCESS = new OutageLog(System::nanoTime, LOG::error, LOG::warn);

    private final LongSupplier nanoTime;
    private final Consumer<String> error;
    private final Consumer<String> warning;
    private boolean out;
    private long beganAt;
    private long lastAt;
    private long failures;

    /**
     * @param nanoTime a clock that only goes forward
     * @param error    takes the line of an outage that begins
     * @param warning  takes the line of one that ends
     */
    OutageLog(LongSupplier nanoTime, Consumer<String> error, Consumer<String> warning) {
        this.nanoTime = nanoTime;
        this.error = error;
        this.warning = warning;
    }

    /** The log of this process, which has one store. */
    public static OutageLog ofProcess() {
        return OF_PROCESS;
    }

    /** Notes that something failed because the store can't be reached. */
    public synchronized void failed(String what) {
        long now = nanoTime.getAsLong();
        if (!out || now - lastAt >= QUIET.toNanos()) {
            out = true;
            beganAt = now;
            failures = 0;
            error.accept("the store can't be reached: " + what + "; what else fails for that is not logged");
        }
        failures++;
        lastAt = now;
    }

    /** Notes that the store could be reached a moment ago. */
    public synchronized void reached() {
        long now = nanoTime.getAsLong();
        if (out && now - lastAt >= SETTLED.toNanos()) {
            out = false;
            warning.accept("the store can be reached again; " + failures + " requests and jobs failed within "
                    + Duration.ofNanos(lastAt - beganAt).toSeconds() + " s");
        }
    }
}
