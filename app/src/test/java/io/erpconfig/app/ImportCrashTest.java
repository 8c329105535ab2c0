package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills an importing process at random instants. {@code -Dimport.crash.rounds=50} for more of them, {@code -Dcrash.seed}
 * for the same again.
 */
@Timeout(600)
class ImportCrashTest {

    private static final int FILES = 300;

    @TempDir
    private Path folder;

    @Test
    void anImportThatIsKilledIsWhollyThereOrNotAtAllAndTheNextOneWorks() throws Exception {
        int rounds = Integer.getInteger("import.crash.rounds", 3);
        long seed = Long.getLong("crash.seed", System.nanoTime());
        Random random = new Random(seed);
        Path source = folder.resolve("source");
        write(source, 0);
        long started = System.nanoTime();
        try (ProgramProcess undisturbed = importing(source)) {
            assertThat(undisturbed.exitCode()).as(undisturbed.errors()).isZero();
        }
        long wholeTime = Math.max(1, (System.nanoTime() - started) / 1_000_000);

        String before = content();
        for (int round = 1; round <= rounds; round++) {
            write(source, round);
            try (ProgramProcess killed = importing(source)) {
                killed.endsWithin(random.nextLong(wholeTime + wholeTime / 4));
                killed.kill();
                killed.exitCode();
            }
            String where = "round " + round + " of seed " + seed;
            assertThat(program().run("verify").out()).as(where).startsWith("ok: ");
            String after = content();
            boolean thereAlready = !after.equals(before);
            Program.Run next = program().run(words(source));
            assertThat(next.line()).as(where).startsWith(thereAlready ? "unchanged: " : "imported ");
            before = content();
            if (thereAlready) {
                assertThat(before).as(where).isEqualTo(after);
            }
        }
    }

    private ProgramProcess importing(Path source) throws IOException {
        return ProgramProcess.start(folder, Map.of("ERP_CONFIG_DATA_DIR", data().toString()), words(source));
    }

    private static Object[] words(Path source) {
        return new Object[] {"import", source, "--owner", "acme", "--project", "p.erp-config"};
    }

    /** Content id of the branch, by way of an export, which reads every file. */
    private String content() throws IOException {
        Path out = Files.createTempDirectory(folder, "out");
        return program()
                .run("export", out, "--owner", "acme", "--project", "p.erp-config")
                .line()
                .replaceFirst(".*short_id ", "");
    }

    private static void write(Path source, int round) throws IOException {
        for (int i = 0; i < FILES; i++) {
            Path file = source.resolve("folder-" + i % 20).resolve("file-" + i + ".json");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "{\"round\": " + round + ", \"file\": " + i + "}\n");
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Program program() {
        return Program.onStore(data());
    }
}
