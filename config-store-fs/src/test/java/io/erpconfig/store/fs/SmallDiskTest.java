package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.testkit.SmallFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** A disk that is really full. */
class SmallDiskTest {

    @TempDir(factory = TempDirFactory.Standard.class)
    Path folder;

    @Test
    void aFullDiskRefusesChangesAndServesReadsUntilThereIsRoomAgain() throws Exception {
        try (SmallFileSystem disk = SmallFileSystem.mountOrSkip(folder, 24 << 20)) {
            Ledger ledger = new Ledger();
            Path data = disk.folder().resolve("data");
            TickingClock clock = new TickingClock();
            try (ConfigStore store = FileSystemStore.open(data, clock, Runnable::run)) {
                Operator operator = new Operator("op", store, ledger, new Random(1), clock);
                operator.makeShared();
                for (Operator.Action action : Operator.Action.values()) {
                    operator.run(action);
                }
                for (int round = 0; round < 3; round++) {
                    disk.fill(0);
                    saveUntilItFails(operator);
                    long full = files(data);
                    for (int i = 0; i < 20; i++) {
                        assertThatThrownBy(() -> operator.run(Operator.Action.SAVE))
                                .isInstanceOfSatisfying(
                                        ConfigStoreException.class,
                                        e -> assertThat(e.code().category()).isEqualTo(ErrorCategory.STORAGE));
                    }
                    ledger.checkUnchanged(store);
                    ledger.check(store);
                    assertThat(files(data)).as("files left behind").isEqualTo(full);
                    disk.free();
                    for (Operator.Action action : Operator.Action.values()) {
                        operator.run(action);
                    }
                    ledger.check(store);
                }
            }
            try (ConfigStore store = FileSystemStore.open(data, clock, Runnable::run)) {
                ledger.settle(store);
            }
        }
    }

    /** What the journal has room for is saved still. */
    private static void saveUntilItFails(Operator operator) {
        int failed = 0;
        for (int i = 0; failed < 20; i++) {
            assertThat(i).as("saves on a full disk").isLessThan(5000);
            try {
                operator.run(Operator.Action.SAVE);
                failed = 0;
            } catch (ConfigStoreException e) {
                assertThat(e.code().category()).isEqualTo(ErrorCategory.STORAGE);
                failed++;
            }
        }
    }

    private static long files(Path data) throws Exception {
        try (Stream<Path> files = Files.walk(data)) {
            return files.count();
        }
    }
}
