package io.erpconfig.server.observe;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.http.OutageLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Tells whether the store can be reached. However often and by how many it is asked, one check runs at a time, and one a
 * second; a disk that does not answer at all is one that can't be reached. Safe for any number of threads.
 */
public final class StoreProbe {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Runnable check;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private CompletableFuture<Void> latest = CompletableFuture.completedFuture(null);
    private long startedAt;

    /**
     * A probe whose checks each run in a thread of their own: threads that others use may all be waiting for the disk.
     *
     * @param check    returns if the store can be reached, and throws if not: see {@code ConfigStore}
     * @param nanoTime a clock that only goes forward
     */
    public StoreProbe(Runnable check, LongSupplier nanoTime) {
        this(check, StoreProbe::runInOwnThread, nanoTime);
    }

    private static void runInOwnThread(Runnable task) {
        Thread thread = new Thread(task, "store-probe");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * @param check    returns if the store can be reached, and throws if not: see {@code ConfigStore}
     * @param executor runs it
     * @param nanoTime a clock that only goes forward
     */
    public StoreProbe(Runnable check, Executor executor, LongSupplier nanoTime) {
        this.check = requireNonNull(check, "check");
        this.executor = requireNonNull(executor, "executor");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime");
        this.startedAt = nanoTime.getAsLong() - FRESH.toNanos();
    }

    /** Whether it could be reached within the last second or can be now; within two seconds. */
    public boolean isReachable() {
        try {
            latest().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            OutageLog.ofProcess().reached();
            return true;
        } catch (ExecutionException e) {
            OutageLog.ofProcess().failed(String.valueOf(e.getCause().getMessage()));
        } catch (RejectedExecutionException e) {
            OutageLog.ofProcess().failed("it is closed");
        } catch (TimeoutException e) {
            OutageLog.ofProcess().failed("it does not answer");
        } catch (InterruptedException e) {
            // The caller is to stop; that says nothing of the store.
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if it is not {@linkplain #isReachable reachable} */
    public void check() {
        if (!isReachable()) {
            throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, "the store can't be reached");
        }
    }

    private synchronized CompletableFuture<Void> latest() {
        long now = nanoTime.getAsLong();
        if (latest.isDone() && now - startedAt >= FRESH.toNanos()) {
            startedAt = now;
            latest = CompletableFuture.runAsync(check, executor);
        }
        return latest;
    }
}
