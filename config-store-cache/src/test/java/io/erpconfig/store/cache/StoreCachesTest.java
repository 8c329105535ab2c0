package io.erpconfig.store.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.testkit.ConfigStoreContract;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The store with caches in front of it")
class StoreCachesTest extends ConfigStoreContract {

    private static final long CACHE_BYTES = 1 << 20;

    @Override
    protected ConfigStore create(Clock clock) {
        return InMemoryStore.create(clock).with(new StoreCaches(CACHE_BYTES)::over);
    }

    @Test
    void bytesThatWereReadAreReadFromMemoryTheNextTime() {
        ConfigStore store = create(Clock.systemUTC());
        BlobId id = put(store, "rates");

        assertThat(store.blobs().read(id)).isSameAs(store.blobs().read(id));
    }

    @Test
    void bytesThatAreMoreThanTheCacheHoldsAreReadAllTheSame() {
        ConfigStore store = InMemoryStore.create().with(new StoreCaches(1000)::over);
        BlobId id = put(store, "x".repeat(5000));

        assertThat(store.blobs().read(id)).hasSize(5000);
        assertThat(store.blobs().read(id)).hasSize(5000);
    }

    @Test
    void whatWasFreedIsGoneFromMemoryToo() {
        ConfigStore store = create(Clock.systemUTC());
        BlobId id = put(store, "rates");
        store.blobs().read(id);

        store.blobs().sweep(each -> false, Instant.MAX);

        assertThatThrownBy(() -> store.blobs().read(id)).isInstanceOf(ConfigStoreException.class);
    }

    @Test
    void foldersOfASaveAreReadFromMemoryAtOnce() {
        ConfigStore store = create(Clock.systemUTC());
        byte[] first = {1};
        byte[] second = {2};
        try (BlobUpload upload = store.blobs().begin();
                BlobUpload other = store.blobs().begin()) {
            BlobId id = upload.put(first);
            BlobId beside = other.put(second);
            BranchKey branch = new BranchKey(
                    new ProjectKey(new OwnerId("ann"), new RepoId("cnc.erp-config")), new BranchId("0".repeat(32)));
            store.commits().commit(StoreCommit.of(branch, empty()).withUploads(List.of(upload, other)));

            assertThat(store.blobs().read(id)).isSameAs(first);
            assertThat(store.blobs().read(beside)).isSameAs(second);
        }
    }

    private static Snapshot empty() {
        return Snapshot.of(
                SnapshotNumber.FIRST,
                Tree.EMPTY.id(),
                Tree.EMPTY.gitId(),
                ContentListing.of(Tree.EMPTY, id -> Tree.EMPTY),
                Optional.empty(),
                Author.of(new OwnerId("ann")),
                Instant.EPOCH,
                "",
                Cause.CREATE);
    }

    @Test
    void whatIsNotCommittedIsNotInMemoryEither() {
        ConfigStore store = create(Clock.systemUTC());
        BlobId id;
        try (BlobUpload upload = store.blobs().begin()) {
            id = upload.put(new byte[] {1});
        }

        assertThatThrownBy(() -> store.blobs().read(id)).isInstanceOf(ConfigStoreException.class);
    }

    private static BlobId put(ConfigStore store, String text) {
        try (BlobUpload upload = store.blobs().begin()) {
            BlobId id = upload.put(text.getBytes(StandardCharsets.UTF_8));
            upload.commit();
            return id;
        }
    }
}
