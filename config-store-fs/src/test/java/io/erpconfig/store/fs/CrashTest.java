package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.catalog.ProjectCatalog.Creation;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * A process is killed while it writes: what it acknowledged is there afterwards, and the next write succeeds. The system
 * property {@code crash.rounds} says how often.
 */
class CrashTest {

    @TempDir(factory = TempDirFactory.Standard.class)
    Path data;

    /** Saves and says so, until it is killed. */
    static final class Writer {

        public static void main(String[] arguments) {
            ExecutorService syncs = Executors.newFixedThreadPool(4);
            try (ConfigStore store = FileSystemStore.open(Path.of(arguments[0]), Clock.systemUTC(), syncs)) {
                for (int number = live(store) + 1; ; number++) {
                    save(store, number);
                    System.out.println(number);
                }
            }
        }
    }

    private static final BranchKey BRANCH = Fill.key(Fill.PROJECT.defaultBranch());

    private static int live(ConfigStore store) {
        return store.snapshots()
                .live(BRANCH)
                .map(Snapshot::number)
                .map(SnapshotNumber::value)
                .orElse(0);
    }

    private static void save(ConfigStore store, int number) {
        try (BlobUpload upload = store.blobs().begin()) {
            for (int i = 0; i < 3; i++) {
                upload.put(content(number, i));
            }
            upload.commit();
        }
        assertThat(store.commits().append(BRANCH, Fill.snapshot(number))).isEqualTo(Outcome.DONE);
        if (number == 1) {
            assertThat(store.projects().create(Fill.PROJECT)).isEqualTo(Creation.DONE);
        }
    }

    private static byte[] content(int number, int index) {
        return (number + " " + index + " ").repeat(2000).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasAcknowledgedSurvivesAKillAndTheNextWriteSucceeds() throws Exception {
        Random random = new Random(42);
        int acknowledged = 0;
        for (int round = 0; round < Integer.getInteger("crash.rounds", 10); round++) {
            acknowledged = writeAndKill(acknowledged, random.nextInt(250));
            try (ConfigStore store = Fill.open(data)) {
                int live = live(store);
                assertThat(live).isBetween(acknowledged, acknowledged + 1);
                assertThat(data.resolve("tmp")).isEmptyDirectory();
                check(store, live);
                save(store, live + 1);
                acknowledged = live + 1;
            }
        }
    }

    private int writeAndKill(int before, int milliseconds) throws Exception {
        int acknowledged = before;
        try (ChildProcess child = new ChildProcess(Writer.class, data.toString())) {
            BufferedReader output = child.output();
            acknowledged = Integer.parseInt(output.readLine());
            Thread.sleep(milliseconds);
            child.kill();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                acknowledged = Integer.parseInt(line);
            }
        }
        assertThat(acknowledged).isGreaterThan(before);
        return acknowledged;
    }

    private void check(ConfigStore store, int live) {
        assertThat(store.projects().find(Fill.PROJECT.key())).contains(Fill.PROJECT);
        for (int number = 1; number <= live; number++) {
            assertThat(store.snapshots().find(BRANCH, new SnapshotNumber(number)))
                    .contains(Fill.snapshot(number));
            for (int i = 0; i < 3; i++) {
                byte[] content = content(number, i);
                assertThat(store.blobs().read(new BlobId(Sha256.of(content)))).isEqualTo(content);
            }
        }
    }
}
