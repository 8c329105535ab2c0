package io.erpconfig.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

    private static final ConnectionLimits LIMITS = ConnectionLimits.defaults();

    @Test
    void oneAddressCanNotTakeAllThereAre() {
        assertThat(LIMITS.perAddress()).isLessThan(LIMITS.most());
    }

    @Test
    void filesAreLeftToTheStore() {
        assertThat(LIMITS.within(256).most()).isEqualTo(160);
        assertThat(LIMITS.within(4096).most()).isEqualTo(3072);
        assertThat(LIMITS.within(1 << 20)).isEqualTo(LIMITS);
        assertThat(LIMITS.within(10).most()).isEqualTo(1);
    }

    @Test
    void oneAddressCanNotTakeAllWhereFilesAreFewUnlessItMay() {
        Duration keepAlive = Duration.ofSeconds(75);

        assertThat(LIMITS.within(256).perAddress()).isEqualTo(120);
        assertThat(new ConnectionLimits(5000, 40, keepAlive).within(256).perAddress())
                .isEqualTo(40);
        assertThat(new ConnectionLimits(5000, 5000, keepAlive).within(256).perAddress())
                .isEqualTo(160);
        assertThat(new ConnectionLimits(150, 149, keepAlive).within(256).perAddress())
                .isEqualTo(149);
        assertThat(new ConnectionLimits(1, 1, keepAlive).within(256).perAddress())
                .isEqualTo(1);
    }

    @Test
    void aLimitThatLetsNothingInIsNone() {
        assertThatThrownBy(() -> new ConnectionLimits(0, 1, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConnectionLimits(1, 0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConnectionLimits(1, 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
