package io.erpconfig.testkit;

import static io.erpconfig.testkit.Samples.bytes;
import static io.erpconfig.testkit.Samples.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class BlobStoreContract extends PortContract {

    BlobStoreContract(ConfigStoreContract contract) {
        super(contract);
    }

    private BlobStore blobs() {
        return store().blobs();
    }

    private List<BlobId> all() {
        List<BlobId> ids = new ArrayList<>();
        blobs().forEach(ids::add);
        return ids;
    }

    /** A stream that fails after some bytes. */
    private static InputStream failing(int after, RuntimeException orNull) {
        InputStream failure = new InputStream() {
            @Override
            public int read() throws IOException {
                if (orNull != null) {
                    throw orNull;
                }
                throw new IOException("the line went dead");
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(bytes(after, 1)), failure);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 255, 65_536, 300_000, 3_000_000})
    @DisplayName("What was committed is read back byte by byte, under its SHA-256")
    void readBack(int size) throws IOException {
        byte[] bytes = bytes(size, 7);
        BlobId id = stored(blobs(), bytes);

        assertThat(id).isEqualTo(new BlobId(Sha256.of(bytes)));
        assertThat(blobs().contains(id)).isTrue();
        assertThat(blobs().read(id)).isEqualTo(bytes);
        try (InputStream in = blobs().open(id)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    @DisplayName("Nothing can be read before it is committed")
    void invisibleBeforeCommit() {
        try (BlobUpload upload = blobs().begin()) {
            BlobId id = upload.put(bytes(100, 1));
            assertThat(blobs().contains(id)).isFalse();
            assertThat(all()).isEmpty();
        }
    }

    @Test
    @DisplayName("One commit makes many blobs readable")
    void manyInOneCommit() {
        List<BlobId> ids = new ArrayList<>();
        try (BlobUpload upload = blobs().begin()) {
            for (int i = 0; i < 300; i++) {
                ids.add(upload.put(bytes(50, i)));
            }
            upload.commit();
        }
        assertThat(all()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(blobs().read(ids.get(299))).isEqualTo(bytes(50, 299));
    }

    @Test
    @DisplayName("An upload goes on after a commit, and gives up only what came after it")
    void severalCommits() {
        BlobId first;
        BlobId second;
        try (BlobUpload upload = blobs().begin()) {
            upload.commit();
            first = upload.put(bytes(10, 1));
            upload.commit();
            second = upload.put(bytes(10, 2));
            upload.commit();
            upload.put(bytes(10, 3));
        }
        assertThat(all()).containsExactlyInAnyOrder(first, second);
    }

    @Test
    @DisplayName("An upload that is closed without a commit leaves nothing, and the same bytes can be stored after it")
    void aborted() {
        byte[] bytes = bytes(100, 1);
        try (BlobUpload upload = blobs().begin()) {
            upload.put(bytes);
        }
        assertThat(all()).isEmpty();
        assertThat(blobs().read(stored(blobs(), bytes))).isEqualTo(bytes);
    }

    @Test
    @DisplayName("An upload that nobody ever ends does not stand in the way of the same bytes")
    @SuppressWarnings("resource") // never closed: that is the point
    void abandoned() {
        byte[] bytes = bytes(100_000, 1);
        blobs().begin().put(bytes);
        assertThat(blobs().read(stored(blobs(), bytes))).isEqualTo(bytes);
    }

    @Test
    @DisplayName("A stream that fails half-way leaves nothing of itself; the upload and a retry go on")
    void failingStream() throws IOException {
        try (BlobUpload upload = blobs().begin()) {
            BlobId before = upload.put(bytes(10, 2));
            assertThatThrownBy(() -> upload.put(failing(200_000, null)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the line went dead");
            RuntimeException bug = new IllegalStateException("a bug");
            assertThatThrownBy(() -> upload.put(failing(5, bug))).isSameAs(bug);
            BlobId after = upload.put(new ByteArrayInputStream(bytes(200_000, 1)));
            upload.commit();
            assertThat(all()).containsExactlyInAnyOrder(before, after);
        }
    }

    @Test
    @DisplayName("Bytes that are there are stored again without effect, also twice in one upload")
    void storedAgain() {
        byte[] bytes = bytes(1000, 1);
        BlobId first = stored(blobs(), bytes);
        try (BlobUpload upload = blobs().begin()) {
            assertThat(upload.put(bytes)).isEqualTo(first);
            assertThat(upload.put(bytes)).isEqualTo(first);
            upload.commit();
        }
        assertThat(all()).containsExactly(first);
        assertThat(blobs().read(first)).isEqualTo(bytes);
    }

    @Test
    @DisplayName("Any number of uploads of the same bytes at once all succeed")
    void racingPuts() throws Exception {
        try (Race race = new Race(6)) {
            for (int round = 0; round < Math.max(1, rounds() / 20); round++) {
                byte[] bytes = bytes(2000, round);
                List<BlobId> ids = race.round(i -> {
                    BlobId id = stored(blobs(), bytes);
                    assertThat(blobs().read(id)).isEqualTo(bytes);
                    return id;
                });
                assertThat(ids).containsOnly(new BlobId(Sha256.of(bytes)));
            }
        }
    }

    @Test
    @DisplayName("A blob that can be seen is there in full")
    void neverInPart() throws Exception {
        try (Race race = new Race(2)) {
            for (int round = 0; round < Math.max(1, rounds() / 100); round++) {
                byte[] bytes = bytes(1_000_000, round);
                BlobId id = new BlobId(Sha256.of(bytes));
                race.round(i -> {
                    if (i == 0) {
                        return stored(blobs(), bytes);
                    }
                    while (!blobs().contains(id)) {
                        Thread.onSpinWait();
                    }
                    assertThat(blobs().read(id)).isEqualTo(bytes);
                    return id;
                });
            }
        }
    }

    @Test
    @DisplayName("A blob that isn't there can't be read")
    void missing() {
        BlobId missing = new BlobId(Sha256.of(bytes(10, 99)));
        assertThat(blobs().contains(missing)).isFalse();
        assertThatThrownBy(() -> blobs().read(missing))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED));
        assertThatThrownBy(() -> blobs().open(missing).close())
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED));
    }

    @Test
    @DisplayName("A large blob is streamed in and out")
    void large() throws IOException {
        int size = 20 << 20;
        MessageDigest in = Sha256.newDigest();
        BlobId id;
        try (BlobUpload upload = blobs().begin();
                InputStream generated = new DigestInputStream(new Generated(size), in)) {
            id = upload.put(generated);
            upload.commit();
        }
        assertThat(id.sha256()).isEqualTo(Sha256.ofDigest(in.digest()));

        MessageDigest out = Sha256.newDigest();
        long read = 0;
        byte[] buffer = new byte[10_000];
        try (InputStream stored = blobs().open(id)) {
            for (int n = stored.read(buffer); n >= 0; n = stored.read(buffer)) {
                out.update(buffer, 0, n);
                read += n;
            }
        }
        assertThat(read).isEqualTo(size);
        assertThat(Sha256.ofDigest(out.digest())).isEqualTo(id.sha256());
    }

    /** Bytes that are nowhere as a whole. */
    private static final class Generated extends InputStream {
        private final int size;
        private int at;

        Generated(int size) {
            this.size = size;
        }

        @Override
        public int read() {
            return at == size ? -1 : (at++ * 31 >>> 3) & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (at == size) {
                return -1;
            }
            // Never as many as asked for, as on a network.
            int count = Math.min(Math.min(length, 1371), size - at);
            for (int i = 0; i < count; i++) {
                into[offset + i] = (byte) read();
            }
            return count;
        }
    }

    @Test
    @DisplayName("A stream may be closed before its end")
    void closedEarly() throws IOException {
        byte[] bytes = bytes(500_000, 1);
        BlobId id = stored(blobs(), bytes);
        try (InputStream in = blobs().open(id)) {
            assertThat(in.readNBytes(3)).containsExactly(bytes[0], bytes[1], bytes[2]);
        }
        assertThat(blobs().read(id)).isEqualTo(bytes);
    }

    @Test
    @DisplayName("What was committed is there when the store is opened again, what wasn't is not")
    void durable() throws Exception {
        byte[] bytes = bytes(1000, 1);
        BlobId committed = stored(blobs(), bytes);
        BlobUpload open = blobs().begin();
        open.put(bytes(1000, 2));

        reopenOrSkip();
        open.close();

        assertThat(all()).containsExactly(committed);
        assertThat(blobs().read(committed)).isEqualTo(bytes);
        assertThat(blobs().read(stored(blobs(), bytes(1000, 2)))).isEqualTo(bytes(1000, 2));
    }
}
