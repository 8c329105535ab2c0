package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.testkit.Holdings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a migrating process at random instants. {@code -Dmigrate.rounds=20} for more of them, {@code -Dmigrate.files=5000}
 * for a larger store, {@code -Dmigrate.seed} for the same again.
 */
@Timeout(1800)
class MigrateCrashTest {

    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    @Test
    void aMigrationThatIsKilledAndRunAgainEndsUpTheSame() throws Exception {
        int rounds = Integer.getInteger("migrate.rounds", 1);
        long seed = Long.getLong("migrate.seed", System.nanoTime());
        Random random = new Random(seed);
        Path source = folder.resolve("data");
        new SampleStore(source).fill();
        importFiles(source, Integer.getInteger("migrate.files", 300));
        Holdings expected = holdings(source);
        long startTime;
        long copyTime;
        long started = System.nanoTime();
        try (ProgramProcess undisturbed = migrating(source, folder.resolve("undisturbed"))) {
            awaitBeginning(undisturbed, folder.resolve("undisturbed"));
            startTime = millisecondsSince(started);
            started = System.nanoTime();
            assertThat(undisturbed.exitCode()).as(undisturbed.errors()).isZero();
            copyTime = millisecondsSince(started);
        }

        int cut = 0;
        for (int round = 1; round <= rounds; round++) {
            String where = "round " + round + " of seed " + seed;
            Path target = folder.resolve("target-" + round);
            for (int i = 0; i < KILLS; i++) {
                try (ProgramProcess killed = migrating(source, target)) {
                    if (i == 0) {
                        // Early, so that there is something left to do.
                        awaitBeginning(killed, target);
                        killed.endsWithin(random.nextLong(1 + copyTime / 8));
                    } else {
                        killed.endsWithin(random.nextLong(startTime + copyTime));
                    }
                    killed.kill();
                    killed.exitCode();
                }
                cut += Files.exists(mark(target)) ? 1 : 0;
            }
            Program.Run last = new Program().run("migrate", "--from", "file:" + source, "--to", "file:" + target);
            if (last.exitCode() == 0) {
                assertThat(last.line()).as(where).startsWith("migrated 13 projects, 25 branches, ");
            } else {
                // Then it was killed when it had just done all.
                assertThat(last.error()).as(where).contains("the target holds projects already");
            }
            assertThat(holdings(target)).as(where).isEqualTo(expected);
            assertThat(Program.onStore(target).run("verify").line()).as(where).startsWith("ok: ");
        }
        assertThat(cut).as("kills in the middle, seed " + seed).isPositive();
        assertThat(holdings(source)).isEqualTo(expected);
    }

    private static long millisecondsSince(long nanoTime) {
        return Math.max(1, (System.nanoTime() - nanoTime) / 1_000_000);
    }

    private static Path mark(Path target) {
        return target.resolve("migrating.json");
    }

    /** Until it copies, or has ended; one that goes on has a mark before that. */
    private static void awaitBeginning(ProgramProcess process, Path target) throws InterruptedException {
        boolean ended = false;
        while (!ended && !Files.exists(mark(target))) {
            ended = process.endsWithin(1);
        }
    }

    private static Holdings holdings(Path dataDir) {
        try (OpenStore open = OpenStore.inDirectory(dataDir)) {
            return Holdings.of(open.store());
        }
    }

    private ProgramProcess migrating(Path source, Path target) throws IOException {
        return ProgramProcess.start(folder, Map.of(), "migrate", "--from", "file:" + source, "--to", "file:" + target);
    }

    private void importFiles(Path dataDir, int files) throws IOException {
        Path from = folder.resolve("files");
        for (int i = 0; i < files; i++) {
            Path file = from.resolve("folder-" + i % 20).resolve("file-" + i + ".json");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "{\"file\": " + i + "}\n" + "x".repeat(i % 500));
        }
        Program.onStore(dataDir)
                .run("import", from, "--owner", "acme", "--project", "large.erp-config")
                .line();
    }
}
