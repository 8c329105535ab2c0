package io.erpconfig.app.upkeep;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs periodic jobs, one at a time, on a thread of its own, as long as this process has the {@link Leadership}. A job that
 * fails is logged and run again when it is due again.
 */
public final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** Time that closing waits for a job under way: what the process has, less what requests under way may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The executor of the jobs; has no thread before there is one. */
    private final ScheduledThreadPoolExecutor schedule = schedule();

    /** Asks whether this process leads, also while a job takes long. */
    private final ScheduledThreadPoolExecutor asking = schedule();

    private final Leadership leadership;
    private volatile boolean ours;
    private volatile long oursUntil;

    /** @param leadership tells whether this process is to run the jobs */
    public Upkeep(Leadership leadership) {
        this.leadership = requireNonNull(leadership, "leadership");
    }

    private static ScheduledThreadPoolExecutor schedule() {
        ScheduledThreadPoolExecutor schedule = new ScheduledThreadPoolExecutor(1, Upkeep::thread);
        schedule.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        schedule.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return schedule;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "upkeep");
        thread.setDaemon(true);
        return thread;
    }

    /** Waits for the first run of each job from now on. */
    public void begin(List<Job> jobs) {
        ask();
        long again = leadership.term().toMillis() / 3;
        asking.scheduleWithFixedDelay(this::ask, again, again, TimeUnit.MILLISECONDS);
        for (Job job : jobs) {
            schedule.scheduleWithFixedDelay(
                    () -> run(job), job.first().toMillis(), job.pause().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void ask() {
        long asked = System.nanoTime();
        try {
            boolean taken = leadership.take();
            oursUntil = asked + leadership.term().toNanos();
            if (taken != ours) {
                LOG.debug(taken ? "does the upkeep from now on" : "leaves the upkeep to another process");
            }
            ours = taken;
        } catch (RuntimeException | Error e) {
            // What was ours is so until its term ends.
            LOG.warn("can't tell whether this process does the upkeep: {}", e.getMessage());
        }
    }

    private boolean isLeader() {
        return ours && System.nanoTime() - oursUntil < 0;
    }

    private void run(Job job) {
        if (!isLeader()) {
            return;
        }
        try {
            job.work().get().ifPresent(done -> LOG.info("{}: {}", job.name(), done));
        } catch (RuntimeException | Error e) {
            // Thrown on, it would be the last time that the job was tried, and nobody would know.
            LOG.error("{} failed", job.name(), e);
        }
    }

    /** Begins no more jobs, and gives the one under way a moment. It is not interrupted: that would close its files. */
    @Override
    public void close() {
        schedule.shutdown();
        asking.shutdown();
        try {
            if (!schedule.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("ends while a job is under way; what it has not done is left for the next time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            if (asking.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && ours) {
                leadership.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ConfigStoreException e) {
            // Then another process has to wait for the end of the term.
            LOG.warn("can't hand on the upkeep: {}", e.getMessage());
        }
    }
}
