package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.change.ChangeListener;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.testkit.TcpProxy;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What a process is told of the changes that another one makes, where the server has change streams. */
@Timeout(60)
@EnabledIfSystemProperty(named = "mongo.server", matches = "replica-set|mongodb")
class ChangeFeedTest {

    private static final OwnerId ANNA = new OwnerId("anna");
    private static final String ANYTHING = "anything";

    private TcpProxy network;
    private ConfigStore changing;
    private ConfigStore following;
    private final Told told = new Told();

    /** Notes in words what it is told. */
    private static final class Told implements ChangeListener {

        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void appended(BranchKey branch, SnapshotNumber first) {
            all.add("appended " + branch.branch() + " " + first);
        }

        @Override
        public void purged(BranchKey branch) {
            all.add("purged " + branch.branch());
        }

        @Override
        public void audited(OwnerId owner) {
            all.add("audited " + owner);
        }

        @Override
        public void projectsChanged() {
            all.add("projects");
        }

        @Override
        public void tokensChanged() {
            all.add("tokens");
        }

        @Override
        public void accountsChanged() {
            all.add("accounts");
        }

        @Override
        public void sessionsEnded() {
            all.add("sessions");
        }

        @Override
        public void anythingChanged() {
            all.add(ANYTHING);
        }

        void await(String change) throws InterruptedException {
            String next;
            do {
                next = all.poll(20, TimeUnit.SECONDS);
                assertThat(next).as("waiting for " + change).isNotNull();
            } while (!change.equals(next));
        }
    }

    @BeforeEach
    void open() throws Exception {
        MongoAddress database = TestServer.newDatabase();
        network = TcpProxy.to(TestServer.primary(database));
        changing = open(database);
        following = open(TestServer.through(network.address(), database, "serverSelectionTimeoutMS=200"));
        following.follow(told);
        told.await(ANYTHING);
    }

    private static ConfigStore open(MongoAddress database) {
        return GridFsStore.open(database, Clock.systemUTC(), Runnable::run).store();
    }

    @AfterEach
    void close() throws IOException {
        following.close();
        changing.close();
        network.close();
    }

    private void append(Snapshot snapshot) {
        changing.commits().commit(StoreCommit.of(OneBranch.BRANCH, List.of(snapshot)));
    }

    private static String appended(int number) {
        return "appended " + OneBranch.BRANCH.branch() + " " + new SnapshotNumber(number);
    }

    @Test
    void tellsOfWhatAnotherProcessChanges() throws Exception {
        append(OneBranch.snapshot(1, "one"));
        told.await(appended(1));
        append(OneBranch.snapshot(2, "two"));
        told.await(appended(2));
        changing.snapshots().purge(OneBranch.BRANCH);
        told.await("purged " + OneBranch.BRANCH.branch());
        changing.accounts().add(new Account(ANNA, "hash", Optional.empty(), Instant.EPOCH));
        told.await("accounts");
        changing.audit()
                .append(AuditEntry.builder(Instant.now(), "anna", AuditAction.TOKEN_ISSUE, AuditEntry.COMMAND_LINE)
                        .owner(ANNA)
                        .build());
        told.await("audited anna");
        assertThat(told.all).doesNotContain(ANYTHING);
    }

    @Test
    void whatIsToldCanBeReadAtOnce() throws Exception {
        for (int number = 1; number <= 5; number++) {
            Snapshot snapshot = OneBranch.snapshot(number, "m" + number);
            append(snapshot);
            told.await(appended(number));
            assertThat(following.snapshots().live(OneBranch.BRANCH)).contains(snapshot);
        }
    }

    @Test
    void missesNothingOfATimeInWhichItWasCutOff() throws Exception {
        append(OneBranch.snapshot(1, "one"));
        told.await(appended(1));

        network.down();
        append(OneBranch.snapshot(2, "two"));
        append(OneBranch.snapshot(3, "three"));
        assertThatThrownBy(() -> following.accounts().find(ANNA)).isInstanceOf(ConfigStoreException.class);
        network.up();

        told.await(appended(2));
        told.await(appended(3));
    }
}
