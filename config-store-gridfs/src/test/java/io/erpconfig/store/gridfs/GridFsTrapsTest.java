package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.gridfs.GridFSBuckets;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.testkit.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Things that GridFS makes easy to get wrong. */
class GridFsTrapsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = START.plusSeconds(7200);

    /** More than is stored without asking whether it is there, and still in one chunk. */
    private static final int MEDIUM = 100_000;

    private static final int LARGE = 3 * GridFsBlobStore.CHUNK_BYTES + 17;

    private final SettableClock clock = new SettableClock(START);
    private final MongoAddress address = TestServer.newDatabase();
    private ConfigStore store;
    private Database database;
    private MongoCollection<Document> files;
    private MongoCollection<Document> chunks;

    @BeforeEach
    void open() {
        store = GridFsStore.open(address, clock, Runnable::run).store();
        database = Database.connect(address);
        files = database.collection(Schema.FILES);
        chunks = database.collection(Schema.CHUNKS);
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
            database.database().drop();
            database.close();
        }
    }

    private BlobStore blobs() {
        return store.blobs();
    }

    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private BlobId stored(byte[] bytes) {
        try (BlobUpload upload = blobs().begin()) {
            BlobId id = upload.put(bytes);
            upload.commit();
            return id;
        }
    }

    @Test
    void anyToolThatKnowsGridFsReadsWhatIsStoredWhateverItsSize() {
        for (int size : new int[] {0, 1, GridFsBlobStore.CHUNK_BYTES, GridFsBlobStore.CHUNK_BYTES + 1, LARGE}) {
            byte[] bytes = bytes(size, size);
            BlobId id = stored(bytes);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            GridFSBuckets.create(database.database(), Schema.BUCKET).downloadToStream(id.hex(), read);
            assertThat(read.toByteArray()).isEqualTo(bytes);
        }
    }

    @Test
    void whatADriversGridFsHasStoredIsReadToo() throws IOException {
        for (int size : new int[] {0, 10, LARGE}) {
            byte[] bytes = bytes(size, 5);
            BlobId id = new BlobId(Sha256.of(bytes));
            GridFSBuckets.create(database.database(), Schema.BUCKET)
                    .uploadFromStream(id.hex(), new ByteArrayInputStream(bytes));
            assertThat(blobs().contains(id)).isTrue();
            assertThat(blobs().read(id)).isEqualTo(bytes);
            try (InputStream in = blobs().open(id)) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void theFilesDocumentIsWhatMakesABlobReadable() {
        byte[] bytes = bytes(LARGE, 1);
        try (BlobUpload upload = blobs().begin()) {
            BlobId id = upload.put(bytes);
            assertThat(chunks.countDocuments()).as("written by now").isEqualTo(4);
            assertThat(blobs().contains(id)).isFalse();
            upload.commit();
            assertThat(blobs().read(id)).isEqualTo(bytes);
        }
    }

    @Test
    void chunksOfAnUploadThatFailedOrIsGivenUpAreDeleted() {
        InputStream failure = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the line went dead");
            }
        };
        try (BlobUpload upload = blobs().begin()) {
            assertThatThrownBy(() ->
                            upload.put(new SequenceInputStream(new ByteArrayInputStream(bytes(LARGE, 1)), failure)))
                    .hasMessage("the line went dead");
            assertThat(chunks.countDocuments()).isZero();
            upload.put(bytes(LARGE, 2));
            assertThat(chunks.countDocuments()).isEqualTo(4);
        }
        assertThat(chunks.countDocuments()).isZero();
    }

    @Test
    @SuppressWarnings("resource") // as a process that dies leaves it
    void chunksThatADeadProcessLeftAreSweptWhenTheyAreOldAndNoOthers() {
        blobs().begin().put(bytes(LARGE, 1));
        BlobId kept = stored(bytes(LARGE, 2));
        clock.set(LATER);
        blobs().begin().put(bytes(LARGE, 3));

        blobs().sweep(kept::equals, LATER);

        assertThat(chunks.countDocuments()).isEqualTo(8);
        assertThat(blobs().read(kept)).isEqualTo(bytes(LARGE, 2));
        blobs().sweep(kept::equals, LATER.plusSeconds(1));
        assertThat(chunks.countDocuments()).isEqualTo(4);
    }

    @Test
    void anUploadWhoseChunksWereSweptFailsInsteadOfMakingAFileWithoutThem() {
        try (BlobUpload upload = blobs().begin()) {
            BlobId id = upload.put(bytes(LARGE, 1));
            clock.set(LATER);
            blobs().sweep(each -> true, LATER);

            assertThatThrownBy(upload::commit)
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED));
            assertThat(blobs().contains(id)).isFalse();
        }
    }

    @Test
    void oneWhoGivesUpAnUploadLeavesThatOfTheSameBytesWhole() {
        byte[] bytes = bytes(LARGE, 1);
        BlobId id;
        try (BlobUpload one = blobs().begin();
                BlobUpload other = blobs().begin()) {
            one.put(bytes);
            id = other.put(bytes);
            other.commit();
        }
        assertThat(blobs().read(id)).isEqualTo(bytes);
        assertThat(chunks.countDocuments()).isEqualTo(4);
    }

    @Test
    void twoCopiesOfABlobAreNoHarmAndTheSweepRemovesTheOlderOne() {
        byte[] bytes = bytes(LARGE, 1);
        BlobId id = stored(bytes);
        Document first = files.find().first();
        clock.set(START.plusSeconds(60));
        GridFSBuckets.create(database.database(), Schema.BUCKET)
                .uploadFromStream(id.hex(), new ByteArrayInputStream(bytes));
        files.updateMany(
                new Document("_id", new Document("$ne", first.get("_id"))),
                new Document("$set", new Document("uploadDate", Date.from(clock.instant()))));
        assertThat(files.countDocuments()).isEqualTo(2);
        assertThat(blobs().read(id)).isEqualTo(bytes);
        List<BlobId> all = new ArrayList<>();
        blobs().forEach(all::add);
        assertThat(all).containsExactly(id);

        Document second = files.find(new Document("_id", new Document("$ne", first.get("_id"))))
                .first();

        assertThat(blobs().sweep(each -> true, LATER)).isEqualTo(new BlobStore.Freed(0, 0));

        assertThat(files.find().into(new ArrayList<>())).containsExactly(second);
        assertThat(blobs().read(id)).isEqualTo(bytes);
    }

    @Test
    void ofTwoCopiesThatWhichIsNotDamagedIsRead() {
        byte[] bytes = bytes(100, 1);
        BlobId id = stored(bytes);
        Object damaged = files.find().first().get("_id");
        chunks.updateOne(
                eq("files_id", damaged), new Document("$set", new Document("data", new Binary(new byte[100]))));
        assertThatThrownBy(() -> blobs().read(id))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED));

        GridFSBuckets.create(database.database(), Schema.BUCKET)
                .uploadFromStream(id.hex(), new ByteArrayInputStream(bytes));

        assertThat(blobs().read(id)).isEqualTo(bytes);
    }

    @Test
    void aLargeBlobThatLacksAChunkFailsInsteadOfEndingEarly() throws IOException {
        BlobId id = stored(bytes(LARGE, 1));
        chunks.deleteOne(eq("n", 3));
        try (InputStream in = blobs().open(id)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> blobs().read(id)).isInstanceOf(ConfigStoreException.class);
    }

    @Test
    void aSaveThatMeetsAnObjectWhichASweepIsAboutToDeleteStoresItAnew() {
        byte[] bytes = bytes(MEDIUM, 1);
        BlobId id = stored(bytes);
        // As far as a sweep has got that is about to delete it.
        database.collection(Schema.CONDEMNED)
                .insertOne(new Document("filename", id.hex()).append("at", Date.from(START)));
        stored(bytes);
        assertThat(files.countDocuments()).isEqualTo(2);
    }

    @Test
    void aSweepSparesWhatWasStoredAgainSinceAndSaysNothingMoreOfIt() {
        BlobId again = stored(bytes(MEDIUM, 1));
        clock.set(LATER);
        stored(bytes(MEDIUM, 1));
        assertThat(files.countDocuments()).as("not stored twice").isEqualTo(1);

        assertThat(blobs().sweep(each -> false, LATER)).isEqualTo(new BlobStore.Freed(0, 0));

        assertThat(blobs().contains(again)).isTrue();
        assertThat(database.collection(Schema.CONDEMNED).countDocuments()).isZero();
    }

    @Test
    void fewBytesAreStoredOnceMoreAndASweepSparesThem() {
        BlobId id = stored(bytes(100, 1));
        clock.set(LATER);
        stored(bytes(100, 1));
        assertThat(files.countDocuments()).as("stored without asking").isEqualTo(2);

        assertThat(blobs().sweep(each -> false, LATER)).isEqualTo(new BlobStore.Freed(0, 0));

        assertThat(files.countDocuments()).as("the newer one alone").isEqualTo(1);
        assertThat(blobs().read(id)).isEqualTo(bytes(100, 1));
        assertThat(blobs().sweep(each -> false, LATER.plusSeconds(1))).isEqualTo(new BlobStore.Freed(1, 100));
        assertThat(files.countDocuments() + chunks.countDocuments()).isZero();
    }

    @Test
    void filesOfOthersInTheBucketAreLeftAlone() {
        GridFSBuckets.create(database.database(), Schema.BUCKET)
                .uploadFromStream("holiday.jpg", new ByteArrayInputStream(new byte[10]));
        List<BlobId> all = new ArrayList<>();
        blobs().forEach(all::add);
        assertThat(all).isEmpty();
        assertThat(blobs().sweep(each -> false, Instant.now().plusSeconds(60))).isEqualTo(new BlobStore.Freed(0, 0));
        assertThat(files.countDocuments()).isEqualTo(1);
        assertThat(chunks.countDocuments()).isEqualTo(1);
    }
}
