package io.erpconfig.app.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.memory.InMemoryConfigStore;
import io.erpconfig.testkit.ConfigStoreContract;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The store with caches in front of it")
class CachingConfigStoreTest extends ConfigStoreContract {

    private static final long CACHE_BYTES = 1 << 20;

    @Override
    protected ConfigStore create(Clock clock) {
        return new CachingConfigStore(new InMemoryConfigStore(clock), CACHE_BYTES);
    }

    @Test
    void bytesThatWereReadAreReadFromMemoryTheNextTime() {
        ConfigStore store = create(Clock.systemUTC());
        BlobId id = put(store, "rates");

        assertThat(store.blobs().read(id)).isSameAs(store.blobs().read(id));
    }

    @Test
    void bytesThatAreMoreThanTheCacheHoldsAreReadAllTheSame() {
        ConfigStore store = new CachingConfigStore(new InMemoryConfigStore(), 1000);
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

    private static BlobId put(ConfigStore store, String text) {
        try (BlobUpload upload = store.blobs().begin()) {
            BlobId id = upload.put(text.getBytes(StandardCharsets.UTF_8));
            upload.commit();
            return id;
        }
    }
}
