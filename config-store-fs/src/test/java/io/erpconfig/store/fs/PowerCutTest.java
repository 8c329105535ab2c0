package io.erpconfig.store.fs;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.store.fs.faulty.FaultyFileSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails, or the process dies, at any file system operation, and with the power goes anything that was not
 * forced; what was answered is there when the store is opened again, and it goes on from there. The system property
 * {@code crash.rounds} says how many stores go through that, {@code crash.seed} which is the first seed; without them it
 * goes on for some seconds; {@code crash.cuts}, how often each single change is stopped at each of its operations, and
 * {@code crash.cuts.after}, how many losses of power follow each of these crashes. A failure's message tells its seed, with which a round of one operator does the same again.
 */
class PowerCutTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int CRASHES = 6;
    private static final int STEPS = 40;

    /** Number of operations that one store is stopped at: a long history is long to check. */
    private static final int AFRESH = 6;

    /** Number of crashes at each operation. */
    private static final int CUTS = 1;

    /** Number of losses of power that follow each of them. */
    private static final int CUTS_AFTER = 1;

    /** The end of a store, and then of the next one. */
    private enum Crash {
        POWER_CUT,
        KILL,
        EITHER
    }

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    @Test
    void whatOneOperatorWasAnsweredOrOthersReadMeanwhileIsThereAfterAPowerCut() throws Exception {
        rounds(1, Runnable::run, Crash.POWER_CUT);
    }

    @Test
    void whatManyOperatorsWereAnsweredOrReadIsThereAfterAPowerCut() throws Exception {
        rounds(4, THREADS, Crash.POWER_CUT);
    }

    @Test
    void whatManyOperatorsWereAnsweredOrReadIsThereAfterTheProcessDied() throws Exception {
        rounds(4, THREADS, Crash.KILL);
    }

    @Test
    void whatWasReadOfAProcessThatDiedIsThereAfterAPowerCut() throws Exception {
        rounds(4, THREADS, Crash.EITHER);
    }

    @ParameterizedTest
    @EnumSource
    void whatOthersReadWithinAChangeIsThereAfterAPowerCutAtAnyOfItsOperations(Operator.Action action) {
        eachOperation(action, FaultyFileSystem::afterPowerCut);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadOfAProcessThatDiedAtAnyOperationIsThereAfterAPowerCut(Operator.Action action) {
        eachOperation(action, (system, seed) -> system.afterKill());
    }

    /** Stops an action at its first operation, its second, and so on until it gets through, some times each. */
    private static void eachOperation(
            Operator.Action action, BiFunction<FaultyFileSystem, Long, FaultyFileSystem> crash) {
        for (long seed = 1; seed <= Integer.getInteger("crash.cuts", CUTS); seed++) {
            Cut cut = new Cut(seed, crash);
            boolean stopped = true;
            for (int n = 1; stopped; n++) {
                if (n % AFRESH == 0) {
                    cut = new Cut(seed + n, crash);
                }
                try {
                    stopped = cut.run(action, n);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", operation " + n + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** One store, with changes in which there is a crash, and losses of power after that. */
    private static final class Cut {
        private final BiFunction<FaultyFileSystem, Long, FaultyFileSystem> crash;
        private final TickingClock clock = new TickingClock();
        private final Ledger ledger = new Ledger();
        private final Random random;
        private FaultyFileSystem system = new FaultyFileSystem();

        Cut(long seed, BiFunction<FaultyFileSystem, Long, FaultyFileSystem> crash) {
            this.crash = crash;
            this.random = new Random(seed);
        }

        private ConfigStore open(FaultyFileSystem found) {
            return FileSystemStore.open(found.path("/var/data"), clock, Runnable::run);
        }

        /** Returns whether the change was stopped. */
        boolean run(Operator.Action action, int n) {
            FaultyFileSystem first = system;
            try (ConfigStore store = open(first)) {
                Operator operator = new Operator("op", store, ledger, random, clock);
                operator.makeShared();
                operator.run(action);
                first.beforeStop(() -> meanwhile(() -> ledger.observe(store, random, () -> isOn(first))));
                first.stopAt(n);
                operator.run(action);
            } catch (ConfigStoreException e) {
                if (isOn(first)) {
                    throw e;
                }
            }
            system = crash.apply(first, random.nextLong());
            try (ConfigStore store = open(system)) {
                ledger.settle(store);
                for (int i = Integer.getInteger("crash.cuts.after", CUTS_AFTER); i > 0; i--) {
                    try (ConfigStore last = open(system.afterPowerCut(random.nextLong()))) {
                        ledger.settle(last);
                    }
                }
            }
            return !isOn(first);
        }
    }

    private static boolean isOn(FaultyFileSystem system) {
        return system.failedAt().isEmpty();
    }

    /**
     * Reads from another thread, unless that has to wait until this one has gone on: then there was nothing to be seen.
     */
    private static void meanwhile(Runnable reading) {
        FutureTask<Boolean> task = new FutureTask<>(reading, true);
        Thread reader = new Thread(task);
        reader.start();
        while (reader.isAlive() && reader.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(50_000);
        }
        if (task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void rounds(int operators, Executor executor, Crash crash) throws Exception {
        int rounds = Integer.getInteger("crash.rounds", 0);
        long end = System.nanoTime() + LIMIT.toNanos();
        long seed = Long.getLong("crash.seed", 1);
        for (int round = 0; rounds > 0 ? round < rounds : System.nanoTime() < end; round++, seed++) {
            try {
                new Round(seed, operators, executor, crash).run();
            } catch (AssertionError | RuntimeException | ExecutionException e) {
                throw new AssertionError("seed " + seed + ", " + operators + " operators: " + e.getMessage(), e);
            }
        }
    }

    /** One store through some crashes. */
    private static final class Round {
        private final Random random;
        private final int operators;
        private final Executor executor;
        private final Crash crash;
        private final TickingClock clock = new TickingClock();
        private final Ledger ledger = new Ledger();
        private FaultyFileSystem system = new FaultyFileSystem();

        Round(long seed, int operators, Executor executor, Crash crash) {
            this.random = new Random(seed);
            this.operators = operators;
            this.executor = executor;
            this.crash = crash;
        }

        void run() throws Exception {
            for (int i = 0; i < CRASHES; i++) {
                openUntilItStops();
                goOnUntilItStops();
                try (ConfigStore store = open()) {
                    ledger.settle(store);
                    Operator operator = operator(store, 0);
                    operator.makeShared();
                    for (Operator.Action action : Operator.Action.values()) {
                        operator.run(action);
                    }
                }
            }
        }

        private ConfigStore open() {
            return FileSystemStore.open(system.path("/var/data"), clock, executor);
        }

        private Operator operator(ConfigStore store, int number) {
            return new Operator("op" + number + '-', store, ledger, new Random(random.nextLong()), clock);
        }

        private void crash() {
            boolean kill = crash == Crash.KILL || crash == Crash.EITHER && random.nextInt(3) == 0;
            system = kill ? system.afterKill() : system.afterPowerCut(random.nextLong());
        }

        /** Opens it some times; it takes hundreds of operations when it is new, and some tens later. */
        private void openUntilItStops() {
            for (int i = random.nextInt(3); i > 0; i--) {
                system.stopAt(1 + random.nextInt(random.nextBoolean() ? 30 : 800));
                try (ConfigStore store = open()) {
                    store.checkReachable();
                } catch (ConfigStoreException e) {
                    requireStopped(e);
                }
                crash();
            }
        }

        private void goOnUntilItStops() throws Exception {
            try (ConfigStore store = open()) {
                ledger.settle(store);
                operator(store, 0).makeShared();
                // A change takes some ten operations.
                system.stopAt(1 + random.nextInt(random.nextBoolean() ? 40 : 1200));
                if (operators == 1) {
                    Random observed = new Random(random.nextLong());
                    system.beforeForce(() -> observe(store, observed));
                    steps(store, operator(store, 0));
                } else {
                    together(store);
                }
            } catch (ConfigStoreException e) {
                requireStopped(e);
            }
            crash();
        }

        private void together(ConfigStore store) throws Exception {
            // Mostly short, and now and then so long that others overtake.
            system.beforeForce(
                    () -> LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(8) == 0 ? 3_000_000 : 50_000));
            AtomicBoolean done = new AtomicBoolean();
            Random observed = new Random(random.nextLong());
            Future<?> observer = THREADS.submit(() -> {
                while (!done.get()) {
                    ledger.observe(store, observed, this::isOn);
                    Thread.yield();
                }
            });
            try {
                List<Callable<Boolean>> tasks = new ArrayList<>();
                for (int i = 0; i < operators; i++) {
                    Operator operator = operator(store, i);
                    tasks.add(() -> steps(store, operator));
                }
                for (Future<Boolean> each : THREADS.invokeAll(tasks, 1, TimeUnit.MINUTES)) {
                    each.get();
                }
            } finally {
                done.set(true);
            }
            try {
                observer.get(1, TimeUnit.MINUTES);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof ConfigStoreException stopped)) {
                    throw e;
                }
                requireStopped(stopped);
            }
        }

        /** Reads from another thread what is about to be made durable, unless that has to wait. */
        private void observe(ConfigStore store, Random observed) {
            if (isOn()) {
                meanwhile(() -> ledger.observe(store, observed, this::isOn));
            }
        }

        private boolean isOn() {
            return system.failedAt().isEmpty();
        }

        private boolean steps(ConfigStore store, Operator operator) {
            try {
                for (int i = 0; i < STEPS; i++) {
                    operator.step();
                    if (operators == 1 && i % STEPS == STEPS / 2) {
                        operator.sweep();
                    }
                }
            } catch (ConfigStoreException e) {
                requireStopped(e);
            }
            return true;
        }

        private void requireStopped(ConfigStoreException e) {
            if (isOn() || e.code().category() != ErrorCategory.STORAGE) {
                throw e;
            }
        }
    }
}
