package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class UniqueInsertTest {

    private final Database database = Database.connect(TestServer.newDatabase());
    private final MongoCollection<Document> collection = database.collection("unique");

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theFirstOfAKeyIsInserted() {
        assertThat(UniqueInsert.tryInsert(collection, new Document("_id", 1).append("by", "one")))
                .isTrue();
        assertThat(UniqueInsert.tryInsert(collection, new Document("_id", 1).append("by", "other")))
                .isFalse();
        assertThat(collection.find().first()).containsEntry("by", "one");
    }

    @Test
    @EnabledIfSystemProperty(named = "mongo.server", matches = "replica-set")
    void aKeyThatIsTakenWithoutAMajoritysWordForItIsAnOutage() {
        assertThat(UniqueInsert.tryInsert(collection, new Document("_id", 1))).isTrue();
        MongoCollection<Document> unconfirmed = collection.withWriteConcern(new WriteConcern(7));

        assertThatThrownBy(() -> UniqueInsert.tryInsert(unconfirmed, new Document("_id", 1)))
                .isInstanceOfSatisfying(
                        MongoBulkWriteException.class,
                        e -> assertThat(OutageErrors.isOutage(e)).isTrue());
    }
}
