package io.erpconfig.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.content.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class Sha256SetTest {

    private static final int FEW_PAGES = 4;
    private static final long SEED = 20261130;

    @TempDir
    private Path folder;

    @Test
    void itIsLikeAnySetHoweverLittleOfItIsInMemory() {
        Random random = new Random(SEED);
        Set<Sha256> model = new HashSet<>();
        try (Sha256Set set = new Sha256Set(folder, FEW_PAGES)) {
            for (int i = 0; i < 30_000; i++) {
                Sha256 digest = digest(random.nextInt(20_000));
                assertThat(set.contains(digest)).isEqualTo(model.contains(digest));
                assertThat(set.add(digest)).isEqualTo(model.add(digest));
            }
            assertThat(set.size()).isEqualTo(model.size());
            for (int i = 0; i < 20_000; i++) {
                assertThat(set.contains(digest(i))).isEqualTo(model.contains(digest(i)));
            }
            Set<Sha256> read = new HashSet<>();
            set.forEach(digest -> assertThat(read.add(digest)).isTrue());
            assertThat(read).isEqualTo(model);
        }
    }

    @Test
    void digestsThatBeginAlikeAndTheOneOfZerosAloneAreToldApart() {
        try (Sha256Set set = new Sha256Set(folder, FEW_PAGES)) {
            assertThat(set).isEmpty();
            for (long last = 0; last < 1000; last++) {
                assertThat(set.add(new Sha256(0, 0, 0, last))).isTrue();
                assertThat(set.add(new Sha256(-1, -1, -1, last))).isTrue();
                assertThat(set.add(new Sha256(0, 0, 0, last))).isFalse();
            }
            assertThat(set.contains(new Sha256(0, 0, 0, 0))).isTrue();
            assertThat(set.contains(new Sha256(0, 0, 0, 1000))).isFalse();
            assertThat(set).hasSize(2000).doesNotHaveDuplicates();
        }
    }

    @Test
    void noFileIsLeftAndWhereNoneIsNeededNoneIsMade() throws IOException {
        try (Sha256Set set = new Sha256Set(folder.resolve("not there"))) {
            for (int i = 0; i < 10_000; i++) {
                set.add(digest(i));
            }
            assertThat(set.size()).isEqualTo(10_000);
        }
        try (Sha256Set set = new Sha256Set(folder, FEW_PAGES)) {
            for (int i = 0; i < 10_000; i++) {
                set.add(digest(i));
            }
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFileThatCannotBeMadeIsToldWithItsFolder() {
        Path missing = folder.resolve("missing");
        try (Sha256Set set = new Sha256Set(missing, FEW_PAGES)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            set.add(digest(i));
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(missing.toString());
        }
    }

    /** As stores list their objects; a table that takes the order for its own has its digests all in one place. */
    @Test
    @Timeout(30)
    void digests_in_their_order_take_no_longer_than_others() {
        try (Sha256Set set = new Sha256Set(folder)) {
            for (long i = 0; i < 300_000; i++) {
                Sha256 digest = digest((int) i);
                set.add(new Sha256(i << 36, digest.w1(), digest.w2(), digest.w3()));
            }
            assertThat(set.size()).isEqualTo(300_000);
        }
    }

    @Test
    void manyDigestsNeedNoMoreMemoryThanFew() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Many.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).isEqualTo("300000");
    }

    /** A program for a process of its own: twice as many digests as a set on its heap would have room for. */
    static final class Many {

        private static final int COUNT = 300_000;

        public static void main(String... words) {
            try (Sha256Set set = new Sha256Set(Path.of(words[0]))) {
                for (int i = 0; i < COUNT; i++) {
                    set.add(digest(i));
                }
                long found = IntStream.range(0, COUNT)
                        .filter(i -> set.contains(digest(i)))
                        .count();
                System.out.print(found);
            }
        }
    }

    private static Sha256 digest(int number) {
        return Sha256.of(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }
}
