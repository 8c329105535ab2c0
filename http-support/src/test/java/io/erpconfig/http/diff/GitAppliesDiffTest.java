package io.erpconfig.http.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("git apply takes a unified diff")
class GitAppliesDiffTest {

    private static final int PAIRS = 500;

    @TempDir
    Path folder;

    @BeforeEach
    void gitIsThere() throws Exception {
        try {
            git("--version");
        } catch (IOException e) {
            assumeTrue(false, "git is installed");
        }
        git("init", "-q");
    }

    @Test
    @DisplayName("and makes the new files of the old ones, byte for byte")
    void restoresTheNewState() throws Exception {
        Random random = new Random(20261122);
        byte[][] after = new byte[PAIRS][];
        ByteArrayOutputStream patch = new ByteArrayOutputStream();
        for (int i = 0; i < PAIRS; i++) {
            byte[] before = text(random);
            after[i] = random.nextInt(8) == 0 ? text(random) : changed(before, random);
            Files.write(folder.resolve(name(i)), before);
            UnifiedDiff diff = UnifiedDiff.between(name(i), Optional.of(before), Optional.of(after[i]));
            if (!diff.text().isEmpty()) {
                patch.writeBytes(("diff --git a/%1$s b/%1$s\n--- a/%1$s\n+++ b/%1$s\n".formatted(name(i)) + diff.text())
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        Path file = Files.write(folder.resolve("all.patch"), patch.toByteArray());

        git("apply", "--whitespace=nowarn", file.toString());

        for (int i = 0; i < PAIRS; i++) {
            Path applied = folder.resolve(name(i));
            assertThat(Files.exists(applied) ? Files.readAllBytes(applied) : new byte[0])
                    .as("pair %d", i)
                    .isEqualTo(after[i]);
        }
    }

    private static String name(int i) {
        return "file-" + i + ".txt";
    }

    private static byte[] text(Random random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int lines = random.nextInt(60);
        int kinds = 1 + random.nextInt(30);
        for (int i = 0; i < lines; i++) {
            text.writeBytes(line(random, kinds));
        }
        return cutLastLineFeed(text.toByteArray(), random);
    }

    private static byte[] line(Random random, int kinds) {
        String[] endings = {"\n", "\n", "\n", "\r\n", "\r\r\n"};
        String[] words = {"", "rate", "\u00e9\uD83D\uDE00", "a\rb", "--- x", "+++ y", "@@ -1 +1 @@", "\\ No", "\t "};
        int kind = random.nextInt(kinds);
        return (words[kind % words.length] + kind / words.length + endings[kind % endings.length])
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] changed(byte[] before, Random random) {
        ByteArrayOutputStream after = new ByteArrayOutputStream();
        int rarity = 2 + random.nextInt(30);
        int from = 0;
        while (from < before.length) {
            int to = from;
            while (to < before.length && before[to++] != '\n') {}
            if (random.nextInt(rarity) == 0) {
                after.writeBytes(line(random, 40));
            }
            if (random.nextInt(rarity) != 0) {
                after.write(before, from, to - from);
            }
            from = to;
        }
        return cutLastLineFeed(after.toByteArray(), random);
    }

    private static byte[] cutLastLineFeed(byte[] text, Random random) {
        boolean cut = text.length > 1 && text[text.length - 1] == '\n' && random.nextInt(4) == 0;
        return cut ? Arrays.copyOf(text, text.length - 1) : text;
    }

    /** Runs git in the folder to its end and returns what it said; a failure is one of the test. */
    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("said");
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(git.waitFor(60, TimeUnit.SECONDS)).as("git ends").isTrue();
        } finally {
            git.destroyForcibly();
        }
        assertThat(git.exitValue()).as(() -> read(said)).isZero();
        return read(said);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
