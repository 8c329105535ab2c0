package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Small blobs that are more than an upload keeps in memory. */
class ManySmallBlobsTest {

    private static final int COUNT = 3_000;
    private static final int BYTES = 2_000;

    private final MongoAddress database = TestServer.newDatabase();
    private final ConfigStore store =
            GridFsStore.open(database, Clock.systemUTC(), Runnable::run).store();
    private final Random random = new Random(5);

    @AfterEach
    void close() {
        store.close();
    }

    private Map<BlobId, byte[]> put(BlobUpload upload) {
        Map<BlobId, byte[]> contents = new LinkedHashMap<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            contents.put(upload.put(bytes), bytes);
        }
        assertThat(upload.put(new byte[0])).isNotNull();
        return contents;
    }

    private long count(String collection) {
        try (MongoClient client = MongoClients.create(database.uri())) {
            return client.getDatabase(database.database())
                    .getCollection(collection)
                    .countDocuments();
        }
    }

    @Test
    void allAreThereOnceTheyAreCommitted() {
        BlobUpload upload = store.blobs().begin();
        Map<BlobId, byte[]> contents = put(upload);
        assertThat(count(Schema.FILES)).isZero();
        upload.commit();
        upload.close();

        assertThat(count(Schema.FILES)).isEqualTo(COUNT + 1);
        contents.keySet().stream()
                .limit(20)
                .forEach(id -> assertThat(store.blobs().read(id)).isEqualTo(contents.get(id)));
    }

    @Test
    void nothingIsLeftOfThoseThatAreGivenUp() {
        try (BlobUpload upload = store.blobs().begin()) {
            put(upload);
            assertThat(count(Schema.CHUNKS))
                    .as("what no longer fitted in memory")
                    .isBetween(1L, COUNT - 1L);
        }

        assertThat(count(Schema.CHUNKS)).isZero();
        assertThat(count(Schema.FILES)).isZero();
    }

    @Test
    void whatIsPutAgainIsStoredOnce() {
        try (BlobUpload upload = store.blobs().begin()) {
            byte[] first = new byte[BYTES];
            BlobId id = upload.put(first);
            put(upload);
            assertThat(upload.put(first)).isEqualTo(id);
            upload.commit();
        }

        assertThat(count(Schema.FILES)).isEqualTo(COUNT + 2);
        assertThat(count(Schema.CHUNKS)).isEqualTo(COUNT + 1);
    }
}
