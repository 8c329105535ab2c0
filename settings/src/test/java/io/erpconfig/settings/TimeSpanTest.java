package io.erpconfig.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "30m, PT30M", "24h, PT24H", "24H, PT24H", "7d, PT168H", "0s, PT0S", "36525d, PT876600H"
    })
    void aTimeIsANumberAndAUnit(String text, Duration duration) {
        assertThat(TimeSpan.parse(text).duration()).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "-1s", "1.5h", "1 h", "h", "24hours", "PT24H", "9999999999s", "36526d"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TimeSpan.parse(text));
    }

    @Test
    void nothingIsATimeToo() {
        assertThat(TimeSpan.parse("0").isZero()).isTrue();
        assertThat(TimeSpan.parse("1s").isZero()).isFalse();
    }

    @Test
    void noTimeIsNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeSpan(Duration.ofSeconds(-1)));
    }
}
