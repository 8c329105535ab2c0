package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.testkit.TcpProxy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those meet who want something of a database that is gone for a while. */
@Timeout(120)
class OutageTest {

    private static final OwnerId OWNER = new OwnerId("anna");
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** What a call that does not wait may take on a machine that has much to do. */
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    private TcpProxy network;
    private ConfigStore store;

    @BeforeEach
    void open() throws IOException {
        MongoAddress database = TestServer.newDatabase();
        network = TcpProxy.to(TestServer.primary(database));
        store = GridFsStore.open(
                        TestServer.through(network.address(), database, "serverSelectionTimeoutMS=" + LIMIT.toMillis()),
                        Clock.systemUTC(),
                        Runnable::run)
                .store();
    }

    @AfterEach
    void close() throws IOException {
        network.close();
        store.close();
    }

    private static AuditEntry entry() {
        return AuditEntry.builder(Instant.now(), "anna", AuditAction.TOKEN_ISSUE, AuditEntry.COMMAND_LINE)
                .owner(OWNER)
                .build();
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    }

    private static Duration took(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void whoeverWaitsInLineFailsWithTheFirst() throws Exception {
        network.down();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        long began = System.nanoTime();
        try {
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                waiting.add(threads.submit(() -> store.audit().append(entry())));
            }
            for (Future<?> each : waiting) {
                assertThatThrownBy(each::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                ConfigStoreException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT.multipliedBy(4));
    }

    @Test
    void whatFollowsOnAFailureDoesNotWaitOnceMore() {
        network.down();
        assertUnavailable(() -> store.accounts().find(OWNER));

        assertThat(took(() -> assertUnavailable(() -> store.accounts().find(OWNER))))
                .isLessThan(AT_ONCE);
        assertThat(took(() -> assertUnavailable(store::checkReachable))).isLessThan(AT_ONCE);
    }

    @Test
    void endsWithoutAnyonesAsking() throws InterruptedException {
        network.down();
        assertUnavailable(() -> store.accounts().find(OWNER));
        network.up();

        // More than the servers' monitors take, and less than they would with the driver's defaults.
        TestServer.awaitReachable(store, Duration.ofSeconds(4));
        assertThat(store.accounts().find(OWNER)).isEmpty();
    }
}
