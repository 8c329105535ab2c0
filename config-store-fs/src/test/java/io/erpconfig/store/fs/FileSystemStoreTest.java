package io.erpconfig.store.fs;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.testkit.ConfigStoreContract;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileSystemStoreTest extends ConfigStoreContract {

    @TempDir
    Path folder;

    private final ExecutorService syncs = Executors.newFixedThreadPool(4);

    @Override
    protected ConfigStore create(Clock clock) {
        return FileSystemStore.open(folder.resolve("data"), clock, syncs);
    }

    @Override
    protected Optional<ConfigStore> reopen(ConfigStore open, Clock clock) {
        open.close();
        return Optional.of(create(clock));
    }

    @AfterEach
    void endSyncs() {
        syncs.shutdownNow();
    }
}
