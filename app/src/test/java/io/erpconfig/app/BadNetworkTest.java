package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.app.writers.Attempt;
import io.erpconfig.app.writers.HistoryCheck;
import io.erpconfig.app.writers.Writers;
import io.erpconfig.server.AdminClient;
import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.store.gridfs.TestServer;
import io.erpconfig.testkit.TcpProxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose way to its database is cut, delayed and throttled at random instants. {@code -Dnetwork.rounds=200} for
 * more of them, {@code -Dnetwork.seed} for the same again.
 */
@Timeout(1800)
class BadNetworkTest {

    private static final int ROUNDS = Integer.getInteger("network.rounds", 6);
    private static final int LONGEST_TROUBLE_MILLIS = 400;

    /** Length of an outage: longer than a node waits for a server, in one of many rounds. */
    private static final int OUTAGE_MILLIS = 4_500;

    private static final int ROUNDS_AN_OUTAGE = 10;
    private static final int LARGE = 1_500_000;

    /** Time limit of a call: more than twice what any call of the database may take; a longer one hangs. */
    private static final long LIMIT_SECONDS = 30;

    @TempDir
    private Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A trouble of the network. */
    private enum Trouble {
        CUT {
            @Override
            void begin(TcpProxy network, Random random) {
                network.cut();
            }
        },
        DOWN {
            @Override
            void begin(TcpProxy network, Random random) {
                network.down();
            }
        },
        DELAY {
            @Override
            void begin(TcpProxy network, Random random) {
                network.delay(1 + random.nextInt(200));
            }
        },
        THROTTLE {
            @Override
            void begin(TcpProxy network, Random random) {
                network.throttle(20_000 + random.nextInt(2_000_000));
            }
        };

        abstract void begin(TcpProxy network, Random random);
    }

    @Test
    void nothingIsLostTornOrHangsAndWhatFailedCanBeDoneAgain() throws Exception {
        long seed = Long.getLong("network.seed", System.nanoTime());
        Random random = new Random(seed);
        MongoAddress database = TestServer.newDatabase();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (TcpProxy network = TcpProxy.to(TestServer.primary(database));
                ServedStore node =
                        ServedStore.start(folder, Nodes.arguments(TestServer.through(network.address(), database)))) {
            AdminClient client = node.signIn();
            String project = Nodes.makeProject(client, "p");
            String master = project + "/branches/master";
            String uploads = Nodes.makeProject(client, "large") + "/branches/master/files/";
            HistoryCheck check = new HistoryCheck(master);
            Map<String, byte[]> uploaded = new LinkedHashMap<>();
            List<String> failed = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Writers writers =
                        new Writers(List.of(client), master, "r" + round, random.nextLong()).whereAnswersGetLost();
                boolean outage = round % ROUNDS_AN_OUTAGE == ROUNDS_AN_OUTAGE / 2;
                if (outage) {
                    // Before the upload, which a fast server may have done in no time.
                    network.down();
                }
                Future<List<Attempt>> sent = threads.submit(() -> writers.run(2, 6));
                byte[] large = new byte[1 + random.nextInt(LARGE)];
                random.nextBytes(large);
                String name = "f" + round;
                Future<Integer> upload = threads.submit(
                        () -> client.send("PUT", uploads + name, large).statusCode());

                Trouble trouble = outage ? Trouble.DOWN : Trouble.values()[random.nextInt(Trouble.values().length)];
                Thread.sleep(random.nextInt(100));
                trouble.begin(network, random);
                Thread.sleep(outage ? OUTAGE_MILLIS : random.nextInt(LONGEST_TROUBLE_MILLIS));
                network.up();

                List<Attempt> attempts = sent.get(LIMIT_SECONDS * 12, TimeUnit.SECONDS);
                int status = upload.get(LIMIT_SECONDS, TimeUnit.SECONDS);
                assertThat(status)
                        .as(trouble + " in round " + round + " of seed " + seed)
                        .isIn(201, 500, 503);
                uploaded.put(name, large);
                if (status != 201) {
                    failed.add(name);
                }
                awaitHealth(node);
                try {
                    check.check(client, attempts);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            trouble + " in round " + round + " of seed " + seed + ": " + e.getMessage(), e);
                }
            }
            check.checkWholeTrail(client);
            System.out.println(ROUNDS + " troubles, " + check.live() + " snapshots, " + failed.size()
                    + " uploads failed, seed " + seed);
            assertThat(failed).as("an outage is felt, seed " + seed).isNotEmpty();
            for (String name : failed) {
                assertThat(client.send("PUT", uploads + name, uploaded.get(name))
                                .statusCode())
                        .as(name + " again")
                        .isIn(200, 201);
            }
            for (Map.Entry<String, byte[]> each : uploaded.entrySet()) {
                assertThat(Arrays.equals(client.get(uploads + each.getKey()).body(), each.getValue()))
                        .as(each.getKey())
                        .isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        Program.Run verified = Nodes.verify(folder, database);
        assertThat(verified.out()).as("seed " + seed + verified.err()).startsWith("ok: ");
    }

    @Test
    void whileTheDatabaseIsGoneEveryAnswerSaysSoInTimeAndAfterwardsAllIsWellWithoutARestart() throws Exception {
        MongoAddress database = TestServer.newDatabase();
        try (TcpProxy network = TcpProxy.to(TestServer.primary(database));
                ServedStore node =
                        ServedStore.start(folder, Nodes.arguments(TestServer.through(network.address(), database)))) {
            AdminClient client = node.signIn();
            String master = Nodes.makeProject(client, "p") + "/branches/master";
            assertThat(health(node).statusCode()).isEqualTo(200);

            network.down();
            // What was read a moment ago is good for a moment.
            Thread.sleep(1_000);
            for (int i = 0; i < 2; i++) {
                assertUnavailable(health(node));
            }
            assertUnavailable(client.get(master));
            assertUnavailable(client.send("PUT", master + "/files/a", new byte[] {1}));

            network.up();
            awaitHealth(node);
            assertThat(client.send("PUT", master + "/files/a", new byte[] {1}).statusCode())
                    .isIn(200, 201);
            assertThat(client.get(master + "/files/a").body()).containsExactly(1);
        }
    }

    /** After an outage the store says that it is away until it has seen the database again. */
    private void awaitHealth(ServedStore node) throws Exception {
        long began = System.nanoTime();
        while (health(node).statusCode() != 200) {
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(15));
        }
    }

    private HttpResponse<byte[]> health(ServedStore node) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/site-builder/api/erp-config/health"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void assertUnavailable(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(AdminClient.text(answer)).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).matches("[0-9]+");
        assertThat(AdminClient.JSON.readTree(answer.body()).get("code").asString())
                .isEqualTo("STORAGE_UNAVAILABLE");
    }
}
