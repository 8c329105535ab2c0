package io.erpconfig.testkit;

import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.bytes;
import static io.erpconfig.testkit.Samples.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobStore.Freed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class SweepContract extends PortContract {

    private static final Instant LATER = START.plusSeconds(3600);

    SweepContract(ConfigStoreContract contract) {
        super(contract);
    }

    private BlobStore blobs() {
        return store().blobs();
    }

    @Test
    @DisplayName("Frees what is not to be kept and was stored before the time, and says how much that was")
    void frees() {
        BlobId kept = stored(blobs(), bytes(100, 1));
        BlobId first = stored(blobs(), bytes(200, 2));
        BlobId second = stored(blobs(), bytes(300, 3));

        assertThat(blobs().sweep(Set.of(kept)::contains, LATER)).isEqualTo(new Freed(2, 500));

        assertThat(blobs().contains(first)).isFalse();
        assertThat(blobs().contains(second)).isFalse();
        assertThat(blobs().read(kept)).isEqualTo(bytes(100, 1));
        List<BlobId> left = new ArrayList<>();
        blobs().forEach(left::add);
        assertThat(left).containsExactly(kept);
    }

    @Test
    @DisplayName("Spares what was stored at the time or after it")
    void sparesYoung() {
        BlobId young = stored(blobs(), bytes(100, 1));
        assertThat(blobs().sweep(id -> false, START)).isEqualTo(new Freed(0, 0));
        assertThat(blobs().sweep(id -> false, START.minusSeconds(60))).isEqualTo(new Freed(0, 0));
        assertThat(blobs().contains(young)).isTrue();
    }

    @Test
    @DisplayName("Spares what was stored again after the time")
    void sparesStoredAgain() {
        BlobId again = stored(blobs(), bytes(100, 1));
        BlobId old = stored(blobs(), bytes(100, 2));
        clock().set(LATER);
        stored(blobs(), bytes(100, 1));

        assertThat(blobs().sweep(id -> false, LATER)).isEqualTo(new Freed(1, 100));
        assertThat(blobs().contains(again)).isTrue();
        assertThat(blobs().contains(old)).isFalse();
    }

    @Test
    @DisplayName("What was freed can be stored again")
    void afterwards() {
        byte[] bytes = bytes(100, 1);
        stored(blobs(), bytes);
        blobs().sweep(id -> false, LATER);
        assertThat(blobs().read(stored(blobs(), bytes))).isEqualTo(bytes);
    }

    @Test
    @DisplayName("A sweep of nothing frees nothing")
    void empty() {
        assertThat(blobs().sweep(id -> false, LATER)).isEqualTo(new Freed(0, 0));
    }

    @Test
    @DisplayName("An upload that was committed stands, however it raced with a sweep")
    void racingSweep() throws Exception {
        try (Race race = new Race(3)) {
            for (int round = 0; round < Math.max(1, rounds() / 10); round++) {
                byte[] bytes = bytes(100, round);
                clock().set(START);
                BlobId id = stored(blobs(), bytes);
                clock().set(LATER);
                race.round(i -> i == 0 ? blobs().sweep(each -> false, LATER) : stored(blobs(), bytes));
                assertThat(blobs().read(id)).isEqualTo(bytes);
                blobs().sweep(each -> false, LATER.plusSeconds(1));
            }
        }
    }

    @Test
    @DisplayName("When a blob was stored is not forgotten when the store is opened again")
    void durable() throws Exception {
        BlobId old = stored(blobs(), bytes(100, 1));
        clock().set(LATER);
        BlobId young = stored(blobs(), bytes(100, 2));

        reopenOrSkip();

        assertThat(blobs().sweep(id -> false, LATER)).isEqualTo(new Freed(1, 100));
        assertThat(blobs().contains(old)).isFalse();
        assertThat(blobs().contains(young)).isTrue();
    }
}
