package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastUsesTest {

    @TempDir
    Path data;

    private Instant now = Fill.TIME;
    private final Queue<Runnable> later = new ArrayDeque<>();

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };

    @Test
    void usesAreWrittenOnceAMinuteAndByTheExecutor() {
        Path file = data.resolve("tokens/last-used.json");
        try (ConfigStore store = FileSystemStore.open(data, clock, later::add)) {
            store.tokens().add(Fill.TOKEN);
            later.clear();
            store.tokens().touch(Fill.TOKEN.id(), now);
            assertThat(later).isEmpty();

            now = now.plusSeconds(60);
            store.tokens().touch(Fill.TOKEN.id(), now);
            store.tokens().touch(Fill.TOKEN.id(), now);
            assertThat(file).doesNotExist();
            assertThat(later).hasSize(1);
            later.remove().run();
            assertThat(file).content().contains("2026-03-01T12:01:00Z");

            now = now.plusSeconds(59);
            store.tokens().touch(Fill.TOKEN.id(), now);
            assertThat(later).isEmpty();
        }
        assertThat(file).content().contains("2026-03-01T12:01:59Z");
        assertThat(Files.exists(data.resolve("tokens/" + Fill.TOKEN.id() + ".json")))
                .isTrue();

        try (ConfigStore store = Fill.open(data)) {
            assertThat(store.tokens().find(Fill.TOKEN.id())).contains(Fill.TOKEN.usedAt(now));
        }
    }
}
