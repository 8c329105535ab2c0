package io.erpconfig.store.fs;

import io.erpconfig.core.Blame;
import io.erpconfig.core.ConfigStoreException;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/**
 * The power fails, or the process dies, at any file system operation, and with the power goes anything that was not
 * forced; what was answered is there when the store is opened again, and it goes on from there. The system property
 * {@code crash.rounds} says how many stores go through that, {@code crash.seed} which is the first seed; without them it
 * goes on for some seconds. A failure's message tells its seed, with which a round of one operator does the same again.
 */
class PowerCutTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int CRASHES = 6;
    private static final int STEPS = 40;

    /** What happens to a store, and then to the next one. */
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
    @Disabled("what a process finds of one that died is not made durable before it is answered")
    void whatWasReadOfAProcessThatDiedIsThereAfterAPowerCut() throws Exception {
        rounds(4, THREADS, Crash.EITHER);
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
                try (FileSystemConfigStore store = open()) {
                    ledger.settle(store);
                    Operator operator = operator(store, 0);
                    operator.makeShared();
                    for (Operator.Action action : Operator.Action.values()) {
                        operator.run(action);
                    }
                }
            }
        }

        private FileSystemConfigStore open() {
            return FileSystemConfigStore.open(system.path("/var/data"), clock, executor);
        }

        private Operator operator(FileSystemConfigStore store, int number) {
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
                try (FileSystemConfigStore store = open()) {
                    store.checkReachable();
                } catch (ConfigStoreException e) {
                    requireStopped(e);
                }
                crash();
            }
        }

        private void goOnUntilItStops() throws Exception {
            try (FileSystemConfigStore store = open()) {
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

        private void together(FileSystemConfigStore store) throws Exception {
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

        /** Somebody else reads what is about to be made durable; unless he has to wait for that. */
        private void observe(FileSystemConfigStore store, Random observed) {
            if (!isOn()) {
                return;
            }
            Future<?> reading = THREADS.submit(() -> ledger.observe(store, observed, this::isOn));
            try {
                reading.get(20, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Then it was not to be seen.
            } catch (InterruptedException | ExecutionException e) {
                if (isOn()) {
                    throw new AssertionError(e);
                }
            }
        }

        private boolean isOn() {
            return system.failedAt().isEmpty();
        }

        private boolean steps(FileSystemConfigStore store, Operator operator) {
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
            if (isOn() || e.code().blame() != Blame.STORAGE) {
                throw e;
            }
        }
    }
}
