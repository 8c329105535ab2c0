package io.erpconfig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SmallFileSystemTest {

    private static final long BYTES = 1L << 20;
    private static final int ROUNDS = 300;

    @TempDir
    private Path folder;

    @Test
    void isFullUntilItIsFreed() throws IOException {
        try (SmallFileSystem disk = SmallFileSystem.mountOrSkip(folder, BYTES)) {
            Path file = disk.folder().resolve("file");
            disk.fill(0);
            assertThatThrownBy(() -> Files.write(file, new byte[1])).isInstanceOf(IOException.class);
            disk.free();
            Files.write(file, new byte[1 << 19]);
        }
    }

    @Test
    void isFilledBesideThoseWhoWriteAndDelete() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        ExecutorService writing = Executors.newSingleThreadExecutor();
        try (SmallFileSystem disk = SmallFileSystem.mountOrSkip(folder, BYTES)) {
            Path file = disk.folder().resolve("file");
            Future<Integer> refused = writing.submit(() -> {
                int failures = 0;
                while (!stopped.get()) {
                    try {
                        Files.write(file, new byte[1 << 15]);
                    } catch (IOException e) {
                        failures++;
                    }
                    Files.deleteIfExists(file);
                }
                return failures;
            });
            for (int i = 0; i < ROUNDS; i++) {
                disk.fill(0);
                disk.free();
            }
            stopped.set(true);
            assertThat(refused.get()).isPositive();
        } finally {
            stopped.set(true);
            writing.shutdownNow();
        }
    }
}
