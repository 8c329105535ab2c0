package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a write is confirmed before anything is read of a set whose primaries change. */
@Timeout(30)
class TermsTest {

    private final AtomicReference<ClusterDescription> servers = new AtomicReference<>(withoutPrimary());
    private final AtomicInteger writes = new AtomicInteger();
    private final Terms terms = new Terms(servers::get, writes::incrementAndGet);

    private static ServerDescription.Builder member(ServerType type) {
        return ServerDescription.builder()
                .address(new ServerAddress("one"))
                .type(type)
                .ok(true)
                .state(ServerConnectionState.CONNECTED);
    }

    private static ClusterDescription set(ServerDescription member) {
        return new ClusterDescription(ClusterConnectionMode.MULTIPLE, ClusterType.REPLICA_SET, List.of(member));
    }

    private static ClusterDescription primary(ObjectId election) {
        return set(member(ServerType.REPLICA_SET_PRIMARY).electionId(election).build());
    }

    private static ClusterDescription withoutPrimary() {
        return set(member(ServerType.REPLICA_SET_SECONDARY).build());
    }

    @Test
    void oneWriteConfirmsATerm() {
        servers.set(primary(new ObjectId()));
        assertThat(terms.isDoubtful()).isTrue();

        terms.confirm();
        terms.confirm();

        assertThat(writes).hasValue(1);
        assertThat(terms.isDoubtful()).isFalse();
    }

    @Test
    void theNextTermOfTheSameMemberIsConfirmedAgain() {
        servers.set(primary(new ObjectId()));
        terms.confirm();

        servers.set(primary(new ObjectId()));
        assertThat(terms.isDoubtful()).isTrue();
        terms.confirm();

        assertThat(writes).hasValue(2);
    }

    @Test
    void aPrimaryThatIsBackInItsTermIsNotConfirmedAgain() {
        ObjectId election = new ObjectId();
        servers.set(primary(election));
        terms.confirm();
        servers.set(withoutPrimary());
        assertThat(terms.isDoubtful()).isFalse();

        servers.set(primary(election));
        terms.confirm();

        assertThat(writes).hasValue(1);
    }

    @Test
    void aWriteThatWaitedForAPrimaryIsFollowedByOneInItsTerm() {
        ObjectId election = new ObjectId();
        Terms waiting = new Terms(servers::get, () -> {
            writes.incrementAndGet();
            servers.set(primary(election));
        });

        waiting.confirm();

        assertThat(writes).hasValue(2);
        assertThat(waiting.isDoubtful()).isFalse();
    }

    @Test
    void aServerAloneHasNoTerms() {
        servers.set(new ClusterDescription(
                ClusterConnectionMode.SINGLE,
                ClusterType.STANDALONE,
                List.of(member(ServerType.STANDALONE).build())));

        terms.confirm();

        assertThat(writes).hasValue(0);
        assertThat(terms.isDoubtful()).isFalse();
    }

    @Test
    void allWhoComeMeanwhileFailWithTheWriteThatFails() throws Exception {
        servers.set(primary(new ObjectId()));
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch fails = new CountDownLatch(1);
        Terms failing = new Terms(servers::get, () -> {
            writes.incrementAndGet();
            writing.countDown();
            awaitQuietly(fails);
            throw new MongoTimeoutException("no majority");
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Thread> others = new ArrayList<>();
            Future<?> first = threads.submit(failing::confirm);
            writing.await();
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(threads.submit(() -> {
                    synchronized (others) {
                        others.add(Thread.currentThread());
                    }
                    failing.confirm();
                }));
            }
            awaitWaiting(others, 4);
            fails.countDown();

            for (Future<?> each : waiting) {
                assertThatThrownBy(each::get).hasCauseInstanceOf(MongoTimeoutException.class);
            }
            assertThatThrownBy(first::get).hasCauseInstanceOf(MongoTimeoutException.class);
            assertThat(writes).hasValue(1);
            assertThatThrownBy(failing::confirm).isInstanceOf(MongoException.class);
            assertThat(writes).as("the next one tries again").hasValue(2);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns when so many threads wait for somebody. */
    private static void awaitWaiting(List<Thread> threads, int count) throws InterruptedException {
        while (true) {
            synchronized (threads) {
                if (threads.stream()
                                .filter(each -> each.getState() == Thread.State.WAITING)
                                .count()
                        == count) {
                    return;
                }
            }
            Thread.sleep(1);
        }
    }
}
