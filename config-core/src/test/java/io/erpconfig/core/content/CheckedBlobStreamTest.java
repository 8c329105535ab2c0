package io.erpconfig.core.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CheckedBlobStreamTest {

    private int closed;

    private final ByteArrayInputStream empty = new ByteArrayInputStream(new byte[0]) {
        @Override
        public void close() {
            closed++;
        }
    };

    @Test
    void oneThatIsDamagedFromTheStartIsClosedByNobodyElse() {
        BlobId id = new BlobId(Sha256.of(new byte[] {1}));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new CheckedBlobStream(empty, 0, id))
                .withMessageContaining("is damaged");
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void oneThatIsRightIsClosedByItsReader() throws IOException {
        try (CheckedBlobStream stream = new CheckedBlobStream(empty, 0, new BlobId(Sha256.of(new byte[0])))) {
            assertThat(stream.read()).isNegative();
            assertThat(closed).isZero();
        }
        assertThat(closed).isEqualTo(1);
    }
}
