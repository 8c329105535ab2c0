package io.erpconfig.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A spool")
class SpoolTest {

    private static final int ON_DISK = 300_000;

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static Set<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("erp-config-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, ON_DISK})
    void isReadInPartsSideBySideWhileMoreComes(int size) throws IOException {
        byte[] bytes = bytes(size);
        try (Spool spool = new Spool()) {
            spool.write(bytes, 0, size / 2);
            try (InputStream first = spool.slice(0, size / 3).open();
                    InputStream second = spool.slice(size / 3, size / 6).open()) {
                assertThat(first.readNBytes(10)).isEqualTo(Arrays.copyOf(bytes, 10));
                assertThat(second.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, size / 3, size / 3 + size / 6));
                spool.write(bytes, size / 2, size - size / 2);
                assertThat(first.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 10, size / 3));
            }
            try (InputStream whole = spool.slice(0, spool.size()).open()) {
                assertThat(whole.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    @DisplayName("leaves nothing on the disk, even of a process that is killed")
    void leavesNothingEvenIfKilled() throws IOException {
        Set<Path> before = temporaryFiles();
        try (Spool spool = new Spool()) {
            spool.write(bytes(ON_DISK), 0, ON_DISK);

            assertThat(temporaryFiles()).isEqualTo(before);
        }
    }
}
