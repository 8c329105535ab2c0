package io.erpconfig.core.migration;

import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Runs tasks by an executor, a bounded number of them at once, and tells on the calling thread how far they have got. */
final class ParallelTasks {

    /** More at once gains nothing, and each may hold some hundred KiB. */
    private static final int AT_ONCE = 16;

    private static final long TELL_EVERY_MS = 100;

    private final Executor executor;
    private final MigrationListener listener;

    ParallelTasks(Executor executor, MigrationListener listener) {
        this.executor = executor;
        this.listener = listener;
    }

    /** A piece of work. */
    @FunctionalInterface
    interface Task {
        /** @param advance takes what more has been done; on any thread */
        void run(LongConsumer advance);
    }

    /** Returns when all have run. After one that has failed no more are begun, and it fails when none is running. */
    void run(MigrationListener.Part part, long total, Iterator<? extends Task> tasks) {
        listener.begins(part, total);
        Run run = new Run();
        try {
            while (tasks.hasNext() && run.failure.get() == null) {
                run.begin(tasks.next());
            }
            run.await();
        } finally {
            run.join();
        }
        run.throwFailure();
    }

    private final class Run {
        private final Semaphore free = new Semaphore(AT_ONCE);
        private final AtomicLong done = new AtomicLong();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private long told;

        void begin(Task task) {
            await(1);
            boolean begun = false;
            try {
                executor.execute(() -> work(task));
                begun = true;
            } finally {
                if (!begun) {
                    free.release();
                }
            }
        }

        private void work(Task task) {
            try {
                task.run(done::addAndGet);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                free.release();
            }
        }

        /** Waits until none is running, telling how far they have got. */
        void await() {
            await(AT_ONCE);
            free.release(AT_ONCE);
            tell();
        }

        private void await(int permits) {
            boolean interrupted = false;
            while (true) {
                try {
                    if (free.tryAcquire(permits, TELL_EVERY_MS, TimeUnit.MILLISECONDS)) {
                        break;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                tell();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void tell() {
            long now = done.get();
            listener.advanced(now - told);
            told = now;
        }

        /** Waits until none is running: they use what the caller goes on to give up. */
        void join() {
            free.acquireUninterruptibly(AT_ONCE);
            free.release(AT_ONCE);
        }

        void throwFailure() {
            Throwable failed = failure.get();
            if (failed instanceof RuntimeException unchecked) {
                throw unchecked;
            } else if (failed instanceof Error error) {
                throw error;
            }
        }
    }
}
