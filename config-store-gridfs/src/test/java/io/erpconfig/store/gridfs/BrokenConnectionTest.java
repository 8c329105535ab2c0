package io.erpconfig.store.gridfs;

import static io.erpconfig.store.gridfs.OneBranch.BRANCH;
import static io.erpconfig.store.gridfs.OneBranch.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BrokenConnectionTest {

    private BreakingProxy proxy;
    private ConfigStore store;

    @BeforeEach
    void open() throws IOException {
        MongoAddress database = TestServer.newDatabase();
        InetSocketAddress server = TestServer.primary(database);
        proxy = new BreakingProxy(server.getHostString(), server.getPort());
        MongoAddress address = TestServer.through(
                new InetSocketAddress("127.0.0.1", proxy.port()),
                database,
                "socketTimeoutMS=1000",
                "serverSelectionTimeoutMS=3000");
        store = GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
            proxy.close();
        }
    }

    private Outcome append(int number, String message) {
        return store.commits().append(BRANCH, snapshot(number, message));
    }

    @Test
    void anAppendWhoseAnswerIsLostIsThereOnceAndTheWriterIsTold() {
        append(1, "first");
        proxy.breakEach(BreakingProxy.When.AFTER, "insert", "snapshots", "second");

        assertThat(append(2, "second")).isEqualTo(Outcome.DONE);

        assertThat(proxy.hasBroken()).isTrue();
        proxy.breakNothing();
        assertThat(store.snapshots().live(BRANCH)).contains(snapshot(2, "second"));
        assertThat(append(2, "another's")).isEqualTo(Outcome.STALE);
    }

    @Test
    void anAppendThatNeverArrivedHasFailedAndCanBeTriedAgain() {
        append(1, "first");
        proxy.breakEach(BreakingProxy.When.BEFORE, "insert", "snapshots", "second");

        assertThatThrownBy(() -> append(2, "second"))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));

        proxy.breakNothing();
        assertThat(store.snapshots().live(BRANCH)).contains(snapshot(1, "first"));
        assertThat(append(2, "second")).isEqualTo(Outcome.DONE);
    }

    @Test
    void whereTheServerFallsSilentEverythingEndsWithinItsLimitAndGoesOnAfterwards() throws InterruptedException {
        append(1, "first");
        proxy.fallSilent(true);
        long before = System.nanoTime();
        assertThatThrownBy(() -> store.snapshots().live(BRANCH))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
        assertThatThrownBy(store::checkReachable)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
        assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);

        proxy.fallSilent(false);
        TestServer.awaitReachable(store, Duration.ofSeconds(5));
        assertThat(append(2, "second")).isEqualTo(Outcome.DONE);
    }
}
