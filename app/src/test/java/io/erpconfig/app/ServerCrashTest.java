package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.app.writers.Attempt;
import io.erpconfig.app.writers.HistoryCheck;
import io.erpconfig.app.writers.Writers;
import io.erpconfig.server.AdminClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server at random instants while operators save. {@code -Dserver.crash.rounds=200} for more of them,
 * {@code -Dcrash.seed} for the same again.
 */
@Timeout(1800)
class ServerCrashTest {

    private static final int THREADS = 4;
    private static final int LONGEST_MILLIS = 500;
    /** A branch's history is checked from where the last check ended, and its states are kept: so not for ever. */
    private static final int ROUNDS_PER_PROJECT = 20;

    @TempDir
    private Path folder;

    @Test
    void everyAnsweredSaveIsThereAfterTheRestartAndNothingLeftOverIsInTheWay() throws Exception {
        int rounds = Integer.getInteger("server.crash.rounds", 3);
        long seed = Long.getLong("crash.seed", System.nanoTime());
        Random random = new Random(seed);
        ExecutorService writing = Executors.newSingleThreadExecutor();
        List<Long> starts = new ArrayList<>();
        int saved = 0;
        ServedStore server = ServedStore.start(folder);
        try {
            AdminClient client = server.signIn();
            HistoryCheck check = null;
            String project = "";
            for (int round = 0; round < rounds; round++) {
                if (round % ROUNDS_PER_PROJECT == 0) {
                    if (check != null) {
                        check.checkWholeTrail(client);
                    }
                    project = "p" + round / ROUNDS_PER_PROJECT;
                    client.json(
                            201,
                            "POST",
                            "projects",
                            AdminClient.JSON.valueToTree(Map.of("name", project, "type", "erp-config")));
                    check = new HistoryCheck(branch(project));
                }
                Writers writers = new Writers(List.of(client), branch(project), "r" + round, random.nextLong());
                Future<List<Attempt>> attempts = writing.submit(() -> writers.run(THREADS, 1_000_000));
                Thread.sleep(random.nextInt(LONGEST_MILLIS));
                server.close();
                List<Attempt> sent = attempts.get();

                long began = System.nanoTime();
                server = ServedStore.start(folder);
                starts.add((System.nanoTime() - began) / 1_000_000);
                client = client.at(server.url());
                int before = check.live();
                try {
                    check.check(client, sent);
                } catch (AssertionError e) {
                    throw new AssertionError("round " + round + " of seed " + seed + ": " + e.getMessage(), e);
                }
                saved += check.live() - before;
                save(client, project, round, check);
            }
            if (check != null) {
                check.checkWholeTrail(client);
            }
            new SecretSearch()
                    .add(ServedStore.PASSWORD)
                    .add(client.sessionValue())
                    .assertNoneIn(folder);
        } finally {
            server.close();
            writing.shutdownNow();
        }
        assertThat(Program.onStore(ServedStore.data(folder)).run("verify").out())
                .as("seed " + seed)
                .startsWith("ok: ");
        Collections.sort(starts);
        System.out.printf(
                "%d kills, %d snapshots between them; restart to ready in %d ms at the median, %d ms at most%n",
                rounds, saved, starts.get(starts.size() / 2), starts.get(starts.size() - 1));
    }

    private static String branch(String project) {
        return "projects/" + project + ".erp-config/branches/master";
    }

    /** A later write of one's own finds nothing in its way. */
    private static void save(AdminClient client, String project, int round, HistoryCheck check) throws Exception {
        List<Attempt> one = new Writers(List.of(client), branch(project), "after" + round, round).run(1, 3);
        assertThat(one).hasSize(3).allMatch(attempt -> attempt.outcome().isPresent());
        check.check(client, one);
    }
}
