package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.opening.OpenStore;
import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.store.gridfs.TestServer;
import io.erpconfig.testkit.StoreContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
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

    private final long seed = Long.getLong("migrate.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** A store that is migrated to, and whether it is half filled. */
    private record Target(String url, BooleanSupplier marked) {

        static Target directory(Path dataDir) {
            return new Target("file:" + dataDir, () -> Files.exists(dataDir.resolve("migrating.json")));
        }

        static Target database(MongoAddress address) {
            return new Target(address.uri(), () -> {
                try (OpenStore open = OpenStore.inDatabase(address, Path.of("."))) {
                    return open.store().migration().source().isPresent();
                }
            });
        }
    }

    /** The duration of a migration that nobody disturbs. */
    private record Times(long start, long copy) {}

    @Test
    void aMigrationThatIsKilledAndRunAgainEndsUpTheSame() throws Exception {
        Path source = filled();
        StoreContents expected = contents(source);
        Times times = times(source);
        int cut = 0;
        for (int round = 1; round <= Integer.getInteger("migrate.rounds", 1); round++) {
            Path target = folder.resolve("target-" + round);
            cut += migrateKilled("file:" + source, Target.directory(target), times);
            assertThat(contents(target)).as("seed " + seed).isEqualTo(expected);
            assertThat(Program.onStore(target).run("verify").line())
                    .as("seed " + seed)
                    .startsWith("ok: ");
        }
        assertThat(cut).as("kills in the middle, seed " + seed).isPositive();
        assertThat(contents(source)).isEqualTo(expected);
    }

    @Test
    void soDoesOneToADatabaseAndBack() throws Exception {
        Path source = filled();
        Path target = folder.resolve("target");
        MongoAddress database = TestServer.newDatabase();
        Times times = times(source);
        int cut = migrateKilled("file:" + source, Target.database(database), times);
        cut += migrateKilled(database.uri(), Target.directory(target), times);
        assertThat(cut).as("kills in the middle, seed " + seed).isPositive();
        assertThat(contents(target)).as("seed " + seed).isEqualTo(contents(source));
    }

    /** A large one. */
    private Path filled() throws IOException {
        Path source = folder.resolve("data");
        new SampleStore(source).fill();
        importFiles(source, Integer.getInteger("migrate.files", 150));
        return source;
    }

    private Times times(Path source) throws Exception {
        Target target = Target.directory(folder.resolve("undisturbed"));
        long started = System.nanoTime();
        try (ProgramProcess undisturbed = migrating("file:" + source, target)) {
            awaitBeginning(undisturbed, target);
            long start = millisecondsSince(started);
            started = System.nanoTime();
            assertThat(undisturbed.exitCode()).as(undisturbed.errors()).isZero();
            return new Times(start, millisecondsSince(started));
        }
    }

    /** Migrates in several attempts of which all but the last are killed; returns how many of these in the middle. */
    private int migrateKilled(String source, Target target, Times times) throws Exception {
        int cut = 0;
        for (int i = 0; i < KILLS; i++) {
            try (ProgramProcess killed = migrating(source, target)) {
                if (i == 0) {
                    // Early, so that there is something left to do.
                    awaitBeginning(killed, target);
                    killed.endsWithin(random.nextLong(1 + times.copy() / 8));
                } else {
                    killed.endsWithin(random.nextLong(times.start() + times.copy()));
                }
                killed.kill();
                killed.exitCode();
            }
            cut += target.marked().getAsBoolean() ? 1 : 0;
        }
        Program.Run last = new Program().run("migrate", "--from", source, "--to", target.url());
        if (last.exitCode() == 0) {
            assertThat(last.line()).as("seed " + seed).startsWith("migrated 13 projects, 25 branches, ");
        } else {
            // Then it was killed when it had just done all.
            assertThat(last.error()).as("seed " + seed).contains("the target holds projects already");
        }
        return cut;
    }

    private static long millisecondsSince(long nanoTime) {
        return Math.max(1, (System.nanoTime() - nanoTime) / 1_000_000);
    }

    /** Waits until it copies, or has ended; a resumed one has a mark before that. */
    private static void awaitBeginning(ProgramProcess process, Target target) throws InterruptedException {
        boolean ended = false;
        while (!ended && !target.marked().getAsBoolean()) {
            ended = process.endsWithin(1);
        }
    }

    private static StoreContents contents(Path dataDir) {
        try (OpenStore open = OpenStore.inDirectory(dataDir)) {
            return StoreContents.of(open.store());
        }
    }

    private ProgramProcess migrating(String source, Target target) throws IOException {
        return ProgramProcess.start(folder, Map.of(), "migrate", "--from", source, "--to", target.url());
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
