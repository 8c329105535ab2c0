package io.erpconfig.server.upkeep;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.http.OutageLog;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Leadership} that is taken again and again on a thread of its own, well before its term ends. */
final class KeptLeadership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeptLeadership.class);

    /** Time that closing waits for an answer to whether this process leads. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Leadership leadership;
    private final String work;
    private final ScheduledThreadPoolExecutor asking = oneThread();
    private volatile boolean ours;
    private volatile long oursUntil;

    /** @param work what the log calls that which the leader does */
    KeptLeadership(Leadership leadership, String work) {
        this.leadership = requireNonNull(leadership, "leadership");
        this.work = work;
    }

    static ScheduledThreadPoolExecutor oneThread() {
        ScheduledThreadPoolExecutor schedule = new ScheduledThreadPoolExecutor(1, KeptLeadership::thread);
        schedule.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        schedule.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return schedule;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "upkeep");
        thread.setDaemon(true);
        return thread;
    }

    /** Takes the lead, if no other process has it, now and from now on. */
    void begin() {
        ask();
        long again = leadership.term().toMillis() / 3;
        asking.scheduleWithFixedDelay(this::ask, again, again, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        long asked = System.nanoTime();
        try {
            boolean taken = leadership.take();
            oursUntil = asked + leadership.term().toNanos();
            if (taken != ours) {
                LOG.debug(taken ? "does the {} from now on" : "leaves the {} to another process", work);
            }
            ours = taken;
        } catch (RuntimeException | Error e) {
            // What was ours is so until its term ends.
            if (e instanceof ConfigStoreException failure && failure.code() == ErrorCode.STORAGE_UNAVAILABLE) {
                OutageLog.ofProcess().failed(work + ": " + failure.getMessage());
                return;
            }
            LOG.warn("can't tell whether this process does the {}: {}", work, e.getMessage());
        }
    }

    boolean isLeader() {
        return ours && System.nanoTime() - oursUntil < 0;
    }

    /** Gives the lead up. */
    @Override
    public void close() {
        asking.shutdown();
        try {
            if (asking.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && ours) {
                leadership.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ConfigStoreException e) {
            // Then another process has to wait for the end of the term.
            LOG.warn("can't hand on the {}: {}", work, e.getMessage());
        }
    }
}
