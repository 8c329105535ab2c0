package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.ne;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.testkit.ConfigStoreContract;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

class GridFsStoreTest extends ConfigStoreContract {

    /**
     * Databases of stores that were emptied: a replica set takes longer to make and to drop their collections and indexes
     * than most tests do.
     */
    private static final Queue<MongoAddress> EMPTY = new ConcurrentLinkedQueue<>();

    private final MongoAddress address = Optional.ofNullable(EMPTY.poll()).orElseGet(TestServer::newDatabase);
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    /** Runs when the store has been closed. */
    @RegisterExtension
    final AfterEachCallback emptying = context -> {
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        empty(address);
        EMPTY.add(address);
    };

    /** Leaves the format, and all indexes. */
    private static void empty(MongoAddress address) {
        try (Database database = Database.connect(address)) {
            List<String> names = database.call(
                    "list collections of",
                    () -> database.database().listCollectionNames().into(new ArrayList<>()));
            for (String name : names) {
                database.run("empty", () -> database.collection(name).deleteMany(ne("_id", "format")));
            }
        }
    }

    @AfterAll
    static void dropAll() {
        for (MongoAddress address : EMPTY) {
            try (Database database = Database.connect(address)) {
                database.run("drop", () -> database.database().drop());
            }
        }
        EMPTY.clear();
    }

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
}
