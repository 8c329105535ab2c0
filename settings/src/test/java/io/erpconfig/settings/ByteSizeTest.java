package io.erpconfig.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "512k, 524288", "16m, 16777216", "16M, 16777216", "1g, 1073741824"})
    void aSizeIsANumberAndAUnitOfTwoToTheTen(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "16 m", "16mb", "m", "1.5m", "9999999999999", "999999999999g"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "43000000, 43.0 MB",
        "9223372036854775807, 9223372.0 TB"
    })
    void aSizeIsShownInDecimalUnits(long bytes, String shown) {
        assertThat(ByteSize.display(bytes)).isEqualTo(shown);
    }

    @Test
    void aSizeIsNeverNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteSize(0));
    }
}
