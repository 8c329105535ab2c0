package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep that pauses for long, while others store again what it is about to delete, and sweep too. */
class PausedSweepTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration GRACE = Duration.ofHours(1);

    /** Two sizes: of few bytes it is not asked whether they are there. */
    private static final int SMALL = 100;

    private static final int MEDIUM = 100_000;
    private static final int LARGE = 3 * GridFsBlobStore.CHUNK_BYTES + 17;

    private final SettableClock clock = new SettableClock(START);
    private final MongoAddress address = TestServer.newDatabase();
    private ConfigStore store;
    private Database database;

    @BeforeEach
    void open() {
        store = GridFsStore.open(address, clock, Runnable::run).store();
        database = Database.connect(address);
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
            database.database().drop();
            database.close();
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private BlobId stored(byte[] bytes) {
        try (BlobUpload upload = store.blobs().begin()) {
            BlobId id = upload.put(bytes);
            upload.commit();
            return id;
        }
    }

    private void after(Duration time) {
        clock.set(clock.instant().plus(time));
    }

    /** Sweeps as another process that finds everything in use. */
    private void otherSweep() {
        store.blobs().sweep(id -> true, clock.instant().minus(GRACE));
    }

    private BlobStore.Freed pausedBeforeDeleting(Runnable meanwhile) {
        return new GridFsSweep(database, clock, meanwhile)
                .run(id -> false, clock.instant().minus(GRACE));
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, MEDIUM, LARGE})
    void whileItLooksWhatThereIs(int size) {
        BlobId id = stored(bytes(size));
        after(Duration.ofHours(2));
        new GridFsSweep(database, clock)
                .run(
                        looked -> {
                            stored(bytes(size));
                            after(Duration.ofHours(5));
                            otherSweep();
                            return false;
                        },
                        clock.instant().minus(GRACE));
        assertThat(store.blobs().read(id)).isEqualTo(bytes(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, MEDIUM, LARGE})
    void atTheInstantBeforeItDeletes(int size) {
        BlobId id = stored(bytes(size));
        after(Duration.ofHours(2));
        pausedBeforeDeleting(() -> {
            stored(bytes(size));
            after(Duration.ofHours(5));
            otherSweep();
        });
        assertThat(store.blobs().read(id)).isEqualTo(bytes(size));
        otherSweep();
        assertThat(database.collection(Schema.FILES).countDocuments()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, MEDIUM, LARGE})
    void forDaysBeforeItDeletesWhatIsStoredAgainOnlyThen(int size) {
        BlobId id = stored(bytes(size));
        after(Duration.ofHours(2));
        pausedBeforeDeleting(() -> {
            for (int day = 0; day < 3; day++) {
                after(Duration.ofDays(1));
                otherSweep();
            }
            stored(bytes(size));
            after(Duration.ofHours(5));
            otherSweep();
        });
        assertThat(store.blobs().read(id)).isEqualTo(bytes(size));
    }

    @Test
    void beforeItDeletesTheChunksOfAnUploadThatIsNotOverYet() {
        try (BlobUpload upload = store.blobs().begin()) {
            BlobId id = upload.put(bytes(LARGE));
            after(Duration.ofHours(2));
            pausedBeforeDeleting(() -> assertThatThrownBy(upload::commit)
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED)));
            assertThat(store.blobs().contains(id)).isFalse();
        }
    }

    @Test
    void beforeItLooksForTheChunksOfAnUploadThatIsAboutToBecomeAFile() {
        try (BlobUpload upload = store.blobs().begin()) {
            BlobId id = upload.put(bytes(LARGE));
            after(Duration.ofHours(2));
            Object file = database.collection(Schema.CHUNKS).find().first().get("files_id");
            // As far as the upload's commit has got when the sweep comes.
            database.collection(Schema.RENEWALS)
                    .insertOne(new Document("_id", file)
                            .append("filename", id.hex())
                            .append("at", Date.from(clock.instant())));
            store.blobs().sweep(each -> false, clock.instant().minus(GRACE));
            upload.commit();
            assertThat(store.blobs().read(id)).isEqualTo(bytes(LARGE));
        }
    }

    @Test
    void whatADeadSweepHasLeftIsForgottenWithTheFileThatItSpeaksOf() {
        BlobId id = stored(bytes(MEDIUM));
        after(Duration.ofHours(2));
        RuntimeException death = new RuntimeException("killed");
        assertThatThrownBy(() -> pausedBeforeDeleting(() -> {
                    throw death;
                }))
                .isSameAs(death);
        assertThat(database.collection(Schema.CONDEMNED).countDocuments()).isEqualTo(1);

        stored(bytes(MEDIUM));
        assertThat(database.collection(Schema.FILES).countDocuments())
                .as("stored anew")
                .isEqualTo(2);
        after(Duration.ofHours(5));
        otherSweep();

        assertThat(database.collection(Schema.CONDEMNED).countDocuments()).isZero();
        assertThat(database.collection(Schema.FILES).countDocuments()).isEqualTo(1);
        stored(bytes(MEDIUM));
        assertThat(database.collection(Schema.FILES).countDocuments())
                .as("found")
                .isEqualTo(1);
        after(Duration.ofHours(5));
        assertThat(store.blobs()
                        .sweep(each -> false, clock.instant().minus(GRACE))
                        .blobs())
                .isEqualTo(1);
        assertThat(store.blobs().contains(id)).isFalse();
        for (String collection : new String[] {Schema.FILES, Schema.CHUNKS, Schema.RENEWALS, Schema.CONDEMNED}) {
            assertThat(database.collection(collection).countDocuments())
                    .as(collection)
                    .isZero();
        }
    }
}
