package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.app.writers.Attempt;
import io.erpconfig.app.writers.HistoryCheck;
import io.erpconfig.app.writers.Readers;
import io.erpconfig.app.writers.Writers;
import io.erpconfig.server.AdminClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many operators on one branch at once. {@code -Dwriters.edits=500} for more edits of each, {@code -Dwriters.seed} for
 * the same again.
 */
@Timeout(300)
class ManyWritersTest {

    private static final int THREADS = 8;
    private static final int EDITS = Integer.getInteger("writers.edits", 60);

    @TempDir
    private Path folder;

    @Test
    void eachAcknowledgedEditIsOneSnapshotAndEachViewIsOneSnapshotWhole() throws Exception {
        long seed = Long.getLong("writers.seed", System.nanoTime());
        try (ServedStore server = ServedStore.start(folder)) {
            AdminClient client = server.signIn();
            client.json(
                    201,
                    "POST",
                    "projects",
                    AdminClient.JSON.valueToTree(Map.of("name", "many", "type", "erp-config")));
            String project = "projects/many.erp-config";
            String branch = project + "/branches/master";
            HistoryCheck check = new HistoryCheck(branch);
            try (Readers readers = new Readers(List.of(client), project, branch)) {
                List<Attempt> attempts = new Writers(List.of(client), branch, "w", seed).run(THREADS, EDITS);
                assertThat(attempts).as("seed " + seed).hasSize(THREADS * EDITS);
                check.check(client, attempts);
                int views = readers.stop(check);
                System.out.println(
                        attempts.size() + " edits made v" + check.live() + ", " + views + " views were whole");
                assertThat(check.live()).isGreaterThan(THREADS * EDITS / 2);
                assertThat(views).isGreaterThan(2);
            }
            new SecretSearch()
                    .add(ServedStore.PASSWORD)
                    .add(client.sessionValue())
                    .assertNoneIn(folder);
        }
        assertThat(Program.onStore(ServedStore.data(folder)).run("verify").out())
                .startsWith("ok: ");
    }
}
