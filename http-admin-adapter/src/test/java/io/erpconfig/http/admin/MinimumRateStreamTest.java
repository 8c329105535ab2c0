package io.erpconfig.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MinimumRateStreamTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final byte[] chunk = new byte[600];
    private final MinimumRateStream stream =
            new MinimumRateStream(new ByteArrayInputStream(new byte[60_000]), now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aFewBytesMayTakeAWhile() throws IOException {
        assertThat(stream.read()).isZero();
        pass(Duration.ofSeconds(19));
        assertThat(stream.read()).isZero();
    }

    @Test
    void whoKeepsThePaceMayTakeAsLongAsItTakes() throws IOException {
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(1));
            assertThat(stream.read(chunk)).isEqualTo(600);
        }
        pass(Duration.ofDays(1));
        assertThat(stream.read(chunk)).isNegative();
    }

    @Test
    void whoFallsBehindIsCutOff() throws IOException {
        assertThat(stream.read(chunk)).isEqualTo(600);
        pass(Duration.ofSeconds(21));
        assertThatThrownBy(() -> stream.read(chunk)).isInstanceOf(IOException.class);
    }
}
