package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start on a replica set of MongoDB itself, one of whose three members is down. */
@Timeout(120)
class MemberDownTest {

    private static final int ELECTION_MILLIS = 2_000;

    @TempDir
    private Path folder;

    @Test
    void anIndexThatIsMissingIsMadeByTheOthers() throws Exception {
        TestServer.requireMongod();
        List<Mongod> set = Mongod.replicaSet(folder, 3, ELECTION_MILLIS);
        MongoAddress address = new MongoAddress(Mongod.uri(set).replace("/?", "/erp?"));
        ExecutorService starting = Executors.newSingleThreadExecutor();
        try (Database database = Database.connect(address)) {
            open(address);
            // In a collection that is empty an index is made without anybody's having to agree.
            database.collection(Schema.TOKENS).dropIndex("hash_1");
            database.collection(Schema.TOKENS).insertOne(new Document("hash", "x"));
            Mongod primary = Mongod.primary(set);
            set.stream()
                    .filter(each -> each != primary)
                    .findFirst()
                    .orElseThrow()
                    .kill();

            starting.submit(() -> open(address)).get(20, TimeUnit.SECONDS);

            assertThat(database.collection(Schema.TOKENS).listIndexes())
                    .extracting(index -> index.getString("name"))
                    .contains("hash_1");
        } finally {
            starting.shutdownNow();
            set.forEach(Mongod::close);
        }
    }

    private static void open(MongoAddress address) {
        GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store().close();
    }
}
