package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.store.fs.faulty.FaultyFileSystem;
import io.erpconfig.store.fs.faulty.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of change, with the disk giving trouble at the first operation, at the second, and so on until the change
 * gets through. Each time it fails as the storage's fault or succeeds, reads go on, what was answered is there, and
 * after a restart too.
 */
class FailingDiskTest {

    /** A trouble of the disk from the n-th operation on. */
    enum Trouble {
        ERROR,
        ERRORS,
        FULL,
        READ_ONLY,
        READ_ERROR;

        void happen(FaultyFileSystem system, int n) {
            switch (this) {
                case ERROR -> system.failAt(n);
                case ERRORS -> system.failFrom(n);
                case FULL -> system.fullAt(n);
                case READ_ONLY -> system.readOnlyAt(n);
                case READ_ERROR -> system.failAt(Operation.READ, n);
            }
        }
    }

    /** More operations than a change takes. */
    private static final int MOST = 300;

    /** Number of operations after which the next store is used: a long history is long to check. */
    private static final int AFRESH = 4;

    static Stream<Arguments> cases() {
        return Stream.of(Trouble.values())
                .flatMap(trouble -> Stream.of(Operator.Action.values()).map(action -> Arguments.of(trouble, action)));
    }

    private final TickingClock clock = new TickingClock();
    private Ledger ledger = new Ledger();
    private final Random random = new Random(7);
    private FaultyFileSystem system = new FaultyFileSystem();

    private ConfigStore open() {
        return FileSystemStore.open(system.path("/data"), clock, Runnable::run);
    }

    private Operator operator(ConfigStore store) {
        return new Operator("op", store, ledger, random, clock);
    }

    private void opened(Consumer<ConfigStore> use) {
        try (ConfigStore store = open()) {
            use.accept(store);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void aChangeThatFailsIsThereWholeOrNotAtAllAndTheNextOneIsAnsweredTruly(Trouble trouble, Operator.Action action) {
        boolean[] met = {true};
        for (int n = 1; met[0]; n++) {
            int at = n;
            try {
                if (n % AFRESH == 1) {
                    begin(action);
                }
                opened(store -> {
                    goOn(store, action);
                    met[0] = meet(store, trouble, action, at);
                });
                assertThat(system.openChannels()).as("open channels").isZero();
                system = system.afterPowerCut(n);
                if (n % AFRESH == 0 || !met[0]) {
                    opened(store -> goOn(store, action));
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("at operation " + n + ": " + e.getMessage(), e);
            }
            assertThat(n).as("operations").isLessThan(MOST);
        }
    }

    /** Checks what is there, and goes on from there. */
    private void goOn(ConfigStore store, Operator.Action action) {
        ledger.settle(store);
        operator(store).run(action);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELETE_FILE") // It saves one first, which succeeds.
    void whatFailsOnAFullDiskLeavesNothingThatASweepDoesNotFree(Operator.Action action) {
        opened(store -> {
            Operator operator = operator(store);
            operator.makeShared();
            operator.run(action);
            operator.sweep();
            int before = system.names();
            boolean failed = true;
            for (int n = 1; failed; n++) {
                assertThat(n).as("operations").isLessThan(MOST);
                for (int again = 0; failed && again < 5; again++) {
                    system.fullAt(n);
                    failed = attempt(store, action).isPresent();
                    system.heal();
                    ledger.checkRecords(store);
                }
            }
            operator.sweep();
            assertThat(system.names() - before).as("names more").isLessThan(15);
        });
    }

    @Test
    void aStoreIsNotReachableFromAWriteThatFailedUntilItsJournalCanBeWrittenAgain() {
        opened(store -> {
            Fill.everything(store);
            store.checkReachable();
            // The first force is the journal's.
            system.beforeForce(() -> system.failFrom(1));
            assertThatThrownBy(() -> Fill.append(store, 3)).isInstanceOf(ConfigStoreException.class);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(store::checkReachable)
                        .isInstanceOfSatisfying(
                                ConfigStoreException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
            }
            assertThat(store.snapshots().live(Fill.key(Fill.PROJECT.defaultBranch())))
                    .map(Snapshot::number)
                    .contains(new SnapshotNumber(2));

            system.beforeForce(() -> {});
            system.heal();
            store.checkReachable();
            Fill.append(store, 3);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR", "READ_ERROR"})
    void anOpeningThatFailsLeavesNothingOpenAndTheNextOneSucceeds(Trouble trouble) {
        // Not closed: so there is something to be restored.
        Fill.everything(open());
        boolean failed = true;
        for (int n = 1; failed; n++) {
            assertThat(n).as("operations").isLessThan(10 * MOST);
            system = system.afterKill();
            trouble.happen(system, n);
            try {
                open();
            } catch (ConfigStoreException e) {
                assertThat(system.openChannels())
                        .as("open channels after operation " + n)
                        .isZero();
            }
            failed = system.failedAt().isPresent();
        }
        system = system.afterKill();
        opened(Fill::checkEverything);
    }

    @Test
    void aBlobThatCantBeOpenedLeavesNothingOpen() {
        opened(store -> {
            BlobId blob = Fill.blobs(store, 1);
            int before = system.openChannels();
            for (int n = 1; n < 5; n++) {
                system.failAt(Operation.READ, n);
                try (InputStream bytes = store.blobs().open(blob)) {
                    assertThat(bytes.readAllBytes()).containsExactly(1);
                } catch (ConfigStoreException | IOException e) {
                    assertThat(system.failedAt()).isPresent();
                }
                system.heal();
                assertThat(system.openChannels())
                        .as("open channels after operation " + n)
                        .isEqualTo(before);
            }
        });
    }

    private void begin(Operator.Action action) {
        system = new FaultyFileSystem();
        ledger = new Ledger();
        opened(store -> {
            operator(store).makeShared();
            operator(store).run(action);
        });
    }

    /** Returns whether there was any trouble. */
    private boolean meet(ConfigStore store, Trouble trouble, Operator.Action action, int n) {
        trouble.happen(system, n);
        Optional<ErrorCategory> failure = attempt(store, action);
        Optional<Operation> at = system.failedAt();
        if (failure.isPresent()) {
            assertThat(failure).contains(ErrorCategory.STORAGE);
            assertThat(at).as("what it failed at").isPresent();
            if (trouble == Trouble.FULL || trouble == Trouble.READ_ONLY && !isForce(at.get())) {
                ledger.checkUnchanged(store);
            }
        }
        if (trouble == Trouble.FULL || trouble == Trouble.READ_ONLY) {
            ledger.check(store);
        }
        system.heal();
        ledger.check(store);
        failure = attempt(store, action);
        if (failure.isPresent() && trouble != Trouble.FULL) {
            // What has failed may turn out to be there after all; then that is the state to go on from.
            assertThat(failure).contains(ErrorCategory.STATE);
            ledger.check(store);
            failure = attempt(store, action);
        }
        assertThat(failure).as("failure when it could succeed").isEmpty();
        return at.isPresent();
    }

    private static boolean isForce(Operation operation) {
        return operation == Operation.FORCE_FILE || operation == Operation.FORCE_FOLDER;
    }

    private Optional<ErrorCategory> attempt(ConfigStore store, Operator.Action action) {
        try {
            operator(store).run(action);
            return Optional.empty();
        } catch (ConfigStoreException e) {
            return Optional.of(e.code().category());
        }
    }
}
