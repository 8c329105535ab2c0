package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog.Append;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BrokenConnectionTest {

    private static final BranchKey BRANCH = new BranchKey(
            new ProjectKey(new OwnerId("anna"), new RepoId("a.erp-config")), new BranchId("0".repeat(32)));

    private BreakingProxy proxy;
    private GridFsConfigStore store;

    @BeforeEach
    void open() throws IOException {
        URI server = URI.create(TestServer.newDatabase().uri());
        proxy = new BreakingProxy(server.getHost(), server.getPort());
        MongoAddress address = new MongoAddress("mongodb://127.0.0.1:" + proxy.port() + server.getPath()
                + "?directConnection=true&socketTimeoutMS=1000&serverSelectionTimeoutMS=1000");
        store = GridFsConfigStore.open(address, Clock.systemUTC(), Runnable::run);
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
            proxy.close();
        }
    }

    private static Snapshot snapshot(int number, String message) {
        Sha256 hash = Sha256.of(message.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return Snapshot.of(
                new SnapshotNumber(number),
                new TreeId(hash),
                GitId.of("tree", new byte[0]),
                new ContentListing(new ContentId(hash), 1, 1),
                Optional.empty(),
                Author.of(new OwnerId("anna")),
                Instant.parse("2026-03-01T12:00:00Z"),
                message,
                Cause.SAVE);
    }

    private Append append(int number, String message) {
        return store.snapshots().append(BRANCH, snapshot(number, message));
    }

    @Test
    void anAppendWhoseAnswerIsLostIsThereOnceAndTheWriterIsTold() {
        append(1, "first");
        proxy.breakNext(BreakingProxy.When.AFTER, "insert", "snapshots", "second");

        assertThat(append(2, "second")).isEqualTo(Append.DONE);

        assertThat(proxy.hasBroken()).isTrue();
        assertThat(store.snapshots().live(BRANCH)).contains(snapshot(2, "second"));
        assertThat(append(2, "another's")).isEqualTo(Append.STALE);
    }

    @Test
    void anAppendThatNeverArrivedHasFailedAndCanBeTriedAgain() {
        append(1, "first");
        proxy.breakNext(BreakingProxy.When.BEFORE, "insert", "snapshots", "second");

        assertThatThrownBy(() -> append(2, "second"))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));

        assertThat(store.snapshots().live(BRANCH)).contains(snapshot(1, "first"));
        assertThat(append(2, "second")).isEqualTo(Append.DONE);
    }

    @Test
    void whereTheServerFallsSilentEverythingEndsWithinItsLimitAndGoesOnAfterwards() {
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
        assertThat(append(2, "second")).isEqualTo(Append.DONE);
    }
}
