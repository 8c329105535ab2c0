package io.erpconfig.store.fs;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks that mostly wait for the disk, side by side. The calling thread works on them too, so they come to an end
 * whatever the executor does: runs them late, in this thread, or not at all.
 */
final class Syncs {

    /** More at once gains nothing: by then the disk is the one that is waited for. */
    private static final int AT_ONCE = 16;

    private final Executor executor;

    Syncs(Executor executor) {
        this.executor = executor;
    }

    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    /** Returns when all have run; fails, then too, if any has failed. */
    void all(List<? extends Task> tasks) throws IOException {
        if (tasks.size() == 1) {
            tasks.get(0).run();
            return;
        }
        Batch batch = new Batch(tasks);
        try {
            for (int i = 1; i < Math.min(AT_ONCE, tasks.size()); i++) {
                executor.execute(batch);
            }
        } catch (RejectedExecutionException e) {
            // It is full or shut down: this thread does them all.
        }
        batch.run();
        batch.await();
    }

    private static final class Batch implements Runnable {
        private final List<? extends Task> tasks;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch open;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Batch(List<? extends Task> tasks) {
            this.tasks = tasks;
            this.open = new CountDownLatch(tasks.size());
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
                try {
                    tasks.get(i).run();
                } catch (IOException | RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    open.countDown();
                }
            }
        }

        /** Waits without being interrupted: others work on files that the caller would go on to close. */
        void await() throws IOException {
            boolean interrupted = false;
            while (true) {
                try {
                    open.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable failed = failure.get();
            if (failed instanceof RuntimeException unchecked) {
                throw unchecked;
            } else if (failed instanceof Error error) {
                throw error;
            } else if (failed != null) {
                throw new IOException(failed.getMessage(), failed);
            }
        }
    }
}
