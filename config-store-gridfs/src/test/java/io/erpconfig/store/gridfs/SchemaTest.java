package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.IndexOptions;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.time.Clock;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaTest {

    private final MongoAddress address = TestServer.newDatabase();
    private Database database;

    @BeforeEach
    void connect() {
        database = Database.connect(address);
    }

    @AfterEach
    void drop() {
        if (database != null) {
            // The server in this process can't drop what had duplicates, and forgets it anyway.
            if (!TestServer.isInProcess()) {
                database.database().drop();
            }
            database.close();
        }
    }

    private void open() {
        GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store().close();
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED))
                .hasMessageContainingAll(words);
    }

    @Test
    void anEmptyDatabaseBecomesAStoreAndIsOneFromThenOn() {
        open();
        assertThatCode(this::open).doesNotThrowAnyException();
        assertThat(database.collection(Schema.STORE).find().first()).containsEntry("format", 1);
    }

    @Test
    void aDatabaseThatHoldsSomethingElseIsRefusedAndLeftAsItWas() {
        database.collection("orders").insertOne(new Document("a", 1));
        assertRefused("is not empty and not a store");
        assertThat(database.database().listCollectionNames()).containsExactly("orders");
    }

    @Test
    void aNewerFormatIsRefused() {
        open();
        database.collection(Schema.STORE)
                .updateOne(new Document("_id", "format"), new Document("$set", new Document("format", 2)));
        assertRefused("has format 2");
    }

    @Test
    void anIndexOfTheSameNameAndAnotherShapeIsRefusedByName() {
        open();
        database.collection(Schema.BRANCHES).dropIndex("project_1_name_1");
        database.collection(Schema.BRANCHES)
                .createIndex(new Document("name", 1), new IndexOptions().name("project_1_name_1"));
        assertRefused("project_1_name_1", "branches", "drop it");
    }

    @Test
    void duplicatesWhereThereMustBeNoneAreRefusedByWhatTheyAreOf() {
        open();
        database.collection(Schema.TOKENS).dropIndex("hash_1");
        database.collection(Schema.TOKENS).insertOne(new Document("hash", "x"));
        database.collection(Schema.TOKENS).insertOne(new Document("hash", "x"));
        assertRefused("tokens", "hash", "unique");
    }

    @Test
    void whereNothingListensTheDatabaseCantBeReachedAndThatTakesSecondsAtTheMost() {
        long before = System.nanoTime();
        MongoAddress nowhere = new MongoAddress("mongodb://user:secret@127.0.0.1:1/erp-config");
        assertThatThrownBy(() -> GridFsStore.open(nowhere, Clock.systemUTC(), Runnable::run)
                        .store())
                .isInstanceOfSatisfying(ConfigStoreException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
                    assertThat(e).hasMessageNotContaining("secret");
                });
        assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
    }
}
