package io.erpconfig.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells when the process is asked to stop (SIGTERM, Ctrl-C), and lets it end only when this was closed, or time is up.
 * A process that was asked and has closed everything in time has done what it should: exit code 0. One of a process.
 */
public final class StopSignal implements AutoCloseable {

    /** Time that closing may take, in seconds: 30 (contract, section 5), less what the JVM's own end takes. */
    private static final int SECONDS = 28;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");

    public StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        asked.countDown();
        boolean inTime = false;
        try {
            inTime = closed.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The JVM's own exit code for a signal would read as a failure.
        Runtime.getRuntime().halt(inTime ? 0 : 1);
    }

    /** Returns when the process is asked to stop. */
    public void await() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        closed.countDown();
        if (asked.getCount() > 0) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The signal came in this very moment; the hook finds everything closed.
                asked.countDown();
            }
        }
    }
}
