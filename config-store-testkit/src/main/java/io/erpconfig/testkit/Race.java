package io.erpconfig.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that start at the same instant, again and again. */
final class Race implements AutoCloseable {

    private static final int SECONDS = 60;

    private final CyclicBarrier start;
    private final ExecutorService threads;
    private final int contenders;

    Race(int contenders) {
        this.contenders = contenders;
        this.start = new CyclicBarrier(contenders);
        this.threads = Executors.newFixedThreadPool(contenders);
    }

    /** The action of one contender. */
    @FunctionalInterface
    interface Contender<T> {
        T run(int number) throws Exception;
    }

    /** Runs one round and returns what each contender did; fails as the first that failed. */
    <T> List<T> round(Contender<T> contender) throws Exception {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < contenders; i++) {
            int number = i;
            tasks.add(() -> {
                start.await(SECONDS, TimeUnit.SECONDS);
                return contender.run(number);
            });
        }
        List<T> results = new ArrayList<>();
        for (Future<T> each : threads.invokeAll(tasks, SECONDS, TimeUnit.SECONDS)) {
            results.add(each.get());
        }
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
