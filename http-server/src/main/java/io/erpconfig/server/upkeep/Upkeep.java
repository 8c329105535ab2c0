package io.erpconfig.server.upkeep;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.http.OutageLog;
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
    private final ScheduledThreadPoolExecutor schedule = KeptLeadership.oneThread();

    private final KeptLeadership leadership;

    /** @param leadership tells whether this process is to run the jobs */
    public Upkeep(Leadership leadership) {
        this.leadership = new KeptLeadership(leadership, "upkeep");
    }

    /** Waits for the first run of each job from now on. */
    public void begin(List<Job> jobs) {
        leadership.begin();
        for (Job job : jobs) {
            schedule.scheduleWithFixedDelay(
                    () -> run(job), job.first().toMillis(), job.pause().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run(Job job) {
        if (!leadership.isLeader()) {
            return;
        }
        try {
            job.work().get().ifPresent(done -> LOG.info("{}: {}", job.name(), done));
        } catch (RuntimeException | Error e) {
            // Thrown on, it would be the last time that the job was tried, and nobody would know.
            if (e instanceof ConfigStoreException failure && failure.code() == ErrorCode.STORAGE_UNAVAILABLE) {
                OutageLog.ofProcess().failed(job.name() + ": " + failure.getMessage());
                return;
            }
            LOG.error("{} failed", job.name(), e);
        }
    }

    /** Begins no more jobs, and gives the one under way a moment. It is not interrupted: that would close its files. */
    @Override
    public void close() {
        schedule.shutdown();
        try (leadership) {
            if (!schedule.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("ends while a job is under way; what it has not done is left for the next time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
