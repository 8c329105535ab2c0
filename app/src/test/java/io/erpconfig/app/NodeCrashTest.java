package io.erpconfig.app;

import static com.mongodb.client.model.Filters.gt;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.erpconfig.app.writers.Attempt;
import io.erpconfig.app.writers.HistoryCheck;
import io.erpconfig.app.writers.Writers;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.server.AdminClient;
import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.store.gridfs.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills one of two nodes at random instants while operators save through both. {@code -Dnodes.crash.rounds=50} for more
 * of them, {@code -Dcrash.seed} for the same again.
 */
@Timeout(1200)
class NodeCrashTest {

    private static final int ROUNDS = Integer.getInteger("nodes.crash.rounds", 2);

    /** Number of rounds from which on there is time to wait for a lease to end. */
    private static final int MANY = 10;

    private static final int THREADS = 4;
    private static final int EDITS = 20;
    private static final int LONGEST_MILLIS = 400;

    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostAndTheOtherGoesOn() throws Exception {
        long seed = Long.getLong("crash.seed", System.nanoTime());
        Random random = new Random(seed);
        ExecutorService writing = Executors.newSingleThreadExecutor();
        MongoAddress database = TestServer.newDatabase();
        try (Nodes nodes = Nodes.start(folder, database)) {
            AdminClient client = nodes.signIn(0);
            String project = Nodes.makeProject(client, "p");
            Thread.sleep(1_000);
            HistoryCheck check = new HistoryCheck(project + "/branches/master");
            int wentOn = 0;
            for (int round = 0; round < ROUNDS; round++) {
                int victim = random.nextInt(2);
                AdminClient dying = client.at(nodes.url(victim));
                AdminClient other = client.at(nodes.url(1 - victim));
                Writers writers = new Writers(
                        List.of(dying, other), project + "/branches/master", "r" + round, random.nextLong());
                Future<List<Attempt>> sent = writing.submit(() -> writers.run(THREADS, EDITS));
                Thread.sleep(random.nextInt(LONGEST_MILLIS));
                nodes.kill(victim);
                List<Attempt> attempts = new ArrayList<>(sent.get());
                // Those of the other node were all made or refused, whatever the killed one has left.
                wentOn += attemptsOf(attempts, 1) + attemptsOf(attempts, 3);

                nodes.startAgain(victim);
                check(check, other, attempts, round, seed);
                check(check, client.at(nodes.url(victim)), List.of(), round, seed);
            }
            check.checkWholeTrail(client.at(nodes.url(0)));
            check.checkWholeTrail(client.at(nodes.url(1)));
            assertThat(wentOn).as("seed " + seed).isEqualTo(ROUNDS * 2 * EDITS);
            System.out.println(ROUNDS + " kills of one node of two, " + check.live() + " snapshots");
            assertThat(nodes.verify().out()).as("seed " + seed).startsWith("ok: ");
            if (ROUNDS >= MANY) {
                killTheLeader(nodes, database);
            }
        } finally {
            writing.shutdownNow();
        }
    }

    /** One of the two has the lease: each is killed, and each time a living one has it when its term is over. */
    private static void killTheLeader(Nodes nodes, MongoAddress database) throws IOException, InterruptedException {
        ConnectionString address = new ConnectionString(database.uri());
        try (MongoClient client = MongoClients.create(address)) {
            MongoCollection<Document> leases =
                    client.getDatabase(address.getDatabase()).getCollection("leases");
            for (int victim = 0; victim < 2; victim++) {
                nodes.kill(victim);
                Instant killed = Instant.now();
                Instant renewed = killed.plus(OpenStore.UPKEEP_TERM);
                while (leases.find(gt("until", Date.from(renewed))).first() == null) {
                    assertThat(Instant.now())
                            .as("the lease's end after node " + victim + " was killed")
                            .isBefore(killed.plus(
                                    OpenStore.UPKEEP_TERM.multipliedBy(3).dividedBy(2)));
                    Thread.sleep(50);
                }
                System.out.println("the upkeep went on "
                        + Duration.between(killed, Instant.now()).toMillis() + " ms after node " + victim
                        + " was killed");
                nodes.startAgain(victim);
            }
        }
    }

    private static void check(HistoryCheck check, AdminClient client, List<Attempt> attempts, int round, long seed)
            throws IOException {
        try {
            check.check(client, attempts);
        } catch (AssertionError e) {
            throw new AssertionError("round " + round + " of seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** Number of edits of a thread that were answered. */
    private static int attemptsOf(List<Attempt> attempts, int thread) {
        return (int) attempts.stream()
                .filter(attempt -> attempt.message().split("-")[1].equals(String.valueOf(thread)))
                .filter(attempt -> attempt.outcome().isPresent())
                .count();
    }
}
