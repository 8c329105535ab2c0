package io.erpconfig.store.gridfs;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.testkit.ConfigStoreContract;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

class GridFsStoreTest extends ConfigStoreContract {

    private final MongoAddress address = TestServer.newDatabase();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @Override
    protected ConfigStore create(Clock clock) {
        return GridFsStore.open(address, clock, executor).store();
    }

    @Override
    protected Optional<ConfigStore> reopen(ConfigStore open, Clock clock) {
        open.close();
        return Optional.of(create(clock));
    }

    @Override
    protected int rounds() {
        return TestServer.isInProcess() ? 100 : 30;
    }

    @AfterEach
    void endThreads() throws Exception {
        executor.shutdownNow();
        try (Database database = Database.connect(address)) {
            database.run("drop", () -> database.database().drop());
        }
    }
}
