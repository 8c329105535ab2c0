package io.erpconfig.store.gridfs;

import static io.erpconfig.store.gridfs.OneBranch.BRANCH;
import static io.erpconfig.store.gridfs.OneBranch.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.project.OwnerId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that is cut off, or dies, between the insert of a snapshot and that of its audit entry. */
@Timeout(60)
class AuditOutboxTest {

    private static final OwnerId ANNA = BRANCH.project().owner();

    private MongoAddress database;
    private BreakingProxy proxy;
    private ConfigStore dying;
    private ConfigStore other;

    @BeforeEach
    void open() throws IOException {
        database = TestServer.newDatabase();
        other = GridFsStore.open(database, Clock.systemUTC(), Runnable::run).store();
        InetSocketAddress server = TestServer.primary(database);
        proxy = new BreakingProxy(server.getHostString(), server.getPort());
        MongoAddress address = TestServer.through(
                new InetSocketAddress("127.0.0.1", proxy.port()),
                database,
                "socketTimeoutMS=1000",
                "serverSelectionTimeoutMS=3000");
        dying = GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store();
    }

    @AfterEach
    void close() {
        dying.close();
        other.close();
        proxy.close();
    }

    private static Outcome commit(ConfigStore store, int number) {
        StoreCommit.Step step = new StoreCommit.Step(snapshot(number, "m" + number), List.of(entry("u" + number)));
        return store.commits().commit(new StoreCommit(BRANCH, List.of(step), List.of()));
    }

    private static AuditEntry entry(String user) {
        return new AuditEntry(
                Instant.parse("2026-03-01T12:00:00Z"),
                Optional.of(ANNA),
                user,
                AuditAction.FILE_SAVE,
                Map.of(),
                List.of(),
                "::1",
                AuditEntry.OK);
    }

    private static List<String> trail(ConfigStore store) {
        List<String> users = new ArrayList<>();
        store.audit().forEach(ANNA, AuditEntry.EARLIEST, entry -> users.add(entry.user()));
        return users;
    }

    /** The node commits, and its connection breaks as it enters the entry into the trail: of that nobody is told. */
    private void commitAndDie(BreakingProxy.When when) {
        commit(dying, 1);
        proxy.breakEach(when, "insert", "anna/00000000", "u2");
        assertThat(commit(dying, 2)).isEqualTo(Outcome.DONE);
        assertThat(proxy.hasBroken()).isTrue();
        proxy.breakNothing();
        assertThat(other.snapshots().live(BRANCH)).contains(snapshot(2, "m2"));
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsTheTrailFindsTheEntryOnce(BreakingProxy.When when) {
        commitAndDie(when);
        assertThat(trail(other)).containsExactly("u1", "u2");
        assertThat(trail(other)).containsExactly("u1", "u2");
        assertThat(other.commits().complete()).isZero();
        commit(other, 3);
        assertThat(trail(dying)).containsExactly("u1", "u2", "u3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void entriesAreInTheOrderOfTheirSnapshots(boolean isOnTheSameNode) {
        commitAndDie(BreakingProxy.When.BEFORE);
        ConfigStore next = isOnTheSameNode ? dying : other;
        assertThat(commit(next, 3)).isEqualTo(Outcome.DONE);
        assertThat(commit(next, 4)).isEqualTo(Outcome.DONE);
        assertThat(trail(other)).containsExactly("u1", "u2", "u3", "u4");
    }

    @Test
    void aPageOfTheTrailHasIt() {
        commitAndDie(BreakingProxy.When.BEFORE);
        assertThat(other.audit().read(ANNA, AuditEntry.EARLIEST, 0, 1)).containsExactly(entry("u2"));
    }

    @Test
    void allTrailsHaveIt() {
        commitAndDie(BreakingProxy.When.BEFORE);
        List<AuditEntry> all = new ArrayList<>();
        other.audit().forEach(AuditEntry.EARLIEST, all::add);
        assertThat(all).containsExactly(entry("u1"), entry("u2"));
    }

    @Test
    void whatWasLeftIsCompletedWithoutAReader() {
        commitAndDie(BreakingProxy.When.BEFORE);
        assertThat(other.commits().complete()).isEqualTo(1);
        assertThat(other.commits().complete()).isZero();
        try (Database direct = Database.connect(database)) {
            assertThat(direct.collection(Schema.AUDIT).countDocuments()).isEqualTo(2);
            assertThat(direct.collection(Schema.SNAPSHOTS).find())
                    .allSatisfy(document -> assertThat(document).doesNotContainKey(AuditOutbox.FIELD));
        }
    }

    @Test
    void anEntryOutlivesItsBranch() {
        commitAndDie(BreakingProxy.When.BEFORE);
        other.snapshots().purge(BRANCH);
        assertThat(trail(other)).containsExactly("u1", "u2");
    }

    @Test
    void manyWhoCompleteItAtOnceEnterItOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 1; round <= 10; round++) {
                int number = round;
                proxy.breakEach(BreakingProxy.When.BEFORE, "insert", "anna/00000000", "u" + number);
                commit(dying, number);
                proxy.breakNothing();
                List<Future<Integer>> all = IntStream.range(0, 4)
                        .mapToObj(i -> threads.submit(() -> other.commits().complete()))
                        .toList();
                for (Future<Integer> each : all) {
                    each.get();
                }
                assertThat(trail(other)).hasSize(number).endsWith("u" + number);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
