package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.store.fs.faulty.FaultyFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store with files for objects and snapshots, as earlier versions left it, becomes one with packs. */
class UpgradeTest {

    /** Number of operations at which the upgrade is stopped. */
    private static final int CUTS = 60;

    @TempDir
    Path parent;

    private static void fill(Path data, Ledger ledger, TickingClock clock) throws IOException {
        try (ConfigStore store = FileSystemStore.open(data, clock, Runnable::run)) {
            Operator operator = new Operator("op", store, ledger, new Random(3), clock);
            operator.makeShared();
            for (int i = 0; i < 3; i++) {
                for (Operator.Action action : Operator.Action.values()) {
                    operator.run(action);
                }
            }
        }
        EarlierLayout.of(data);
    }

    @Test
    void everythingIsThereBeforeItIsMovedAndAfterwards() throws IOException {
        Path data = parent.resolve("data");
        Ledger ledger = new Ledger();
        TickingClock clock = new TickingClock();
        fill(data, ledger, clock);
        assertThat(files(data.resolve("objects"))).isNotEmpty();
        for (int i = 0; i < 2; i++) {
            // Nothing is moved by an executor that runs nothing.
            try (ConfigStore store = FileSystemStore.open(data, clock, task -> {})) {
                ledger.settle(store);
                new Operator("op", store, ledger, new Random(i), clock).step();
                ledger.check(store);
            }
            assertThat(files(data.resolve("objects"))).hasSizeGreaterThan(1);
        }
        try (ConfigStore store = FileSystemStore.open(data, clock, Runnable::run)) {
            ledger.settle(store);
            assertThat(data.resolve("upgrading")).doesNotExist();
        }
        assertThat(files(data.resolve("objects"))).containsExactly(data.resolve("objects/.keep"));
        assertThat(files(data.resolve("apps")))
                .filteredOn(file -> !file.toString().contains(".deleted"))
                .noneMatch(file -> file.toString().endsWith("v0001.json"));
        // A backup may leave empty folders out, and a log is known by its folder.
        assertThat(logs(data.resolve("apps")))
                .isNotEmpty()
                .noneMatch(log -> files(log).isEmpty());
        try (ConfigStore store = FileSystemStore.open(data, clock, Runnable::run)) {
            ledger.settle(store);
            new Operator("op", store, ledger, new Random(1), clock).sweep();
            ledger.check(store);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folders of the logs of projects that are not deleted. */
    private static List<Path> logs(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> !each.toString().contains(".deleted"))
                    .filter(each -> each.getParent().endsWith("log") && Files.isDirectory(each))
                    .toList();
        }
    }

    @Test
    void nothingIsLostWhenTheProcessDiesAtAnyOperation() throws IOException {
        cutAnywhere((system, seed) -> system.afterKill());
    }

    @Test
    void nothingIsLostWhenThePowerFailsAtAnyOperation() throws IOException {
        cutAnywhere(FaultyFileSystem::afterPowerCut);
    }

    private static void cutAnywhere(BiFunction<FaultyFileSystem, Long, FaultyFileSystem> crash) throws IOException {
        FaultyFileSystem earlier = new FaultyFileSystem();
        Ledger ledger = new Ledger();
        TickingClock clock = new TickingClock();
        fill(earlier.path("/data"), ledger, clock);
        earlier = earlier.afterKill();
        Random random = new Random(5);
        long operations = operations(earlier.afterKill(), clock);
        for (int i = 0; i < CUTS; i++) {
            FaultyFileSystem system = earlier.afterKill();
            // Some cuts follow one another before the upgrade gets through.
            for (int j = random.nextInt(3); j >= 0; j--) {
                system.stopAt(1 + random.nextInt((int) operations));
                open(system, clock);
                system = crash.apply(system, random.nextLong());
            }
            try (ConfigStore store = FileSystemStore.open(system.path("/data"), clock, Runnable::run)) {
                ledger.settle(store);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("cut " + i + ": " + e.getMessage(), e);
            }
        }
    }

    private static long operations(FaultyFileSystem system, TickingClock clock) {
        long before = system.operations();
        open(system, clock);
        return system.operations() - before;
    }

    private static void open(FaultyFileSystem system, TickingClock clock) {
        try (ConfigStore store = FileSystemStore.open(system.path("/data"), clock, Runnable::run)) {
            store.projects().find(Operator.SHARED);
        } catch (ConfigStoreException e) {
            assertThat(system.failedAt()).isPresent();
        }
    }
}
