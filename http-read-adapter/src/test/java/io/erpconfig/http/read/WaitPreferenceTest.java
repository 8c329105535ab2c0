package io.erpconfig.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTest {

    private static HttpFields headers(String... values) {
        HttpFields.Mutable headers = HttpFields.build();
        headers.add("PRIVATE-TOKEN", "t");
        for (String value : values) {
            headers.add("Prefer", value);
        }
        return headers;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=10 | 10",
                "Wait=10 | 10",
                "wait=\"10\" | 10",
                "respond-async, wait=10 | 10",
                "wait=10; foo=\"a, b\" | 10",
                "foo=\"wait=3\", wait=4 | 4",
                "wait=0 | 0",
                "wait=000120 | 120",
                "wait=121 | 120",
                "wait=99999999999999999999999 | 120",
                "wait=1, wait=2 | 1"
            })
    void isReadAsItIsWritten(String value, int seconds) {
        assertThat(WaitPreference.mayBeIn(headers(value))).isTrue();
        assertThat(WaitPreference.of(headers(value))).contains(Duration.ofSeconds(seconds));
    }

    /** It is read before anybody's token is looked at. */
    @Test
    @Timeout(10)
    void aLongOneTakesNoTimeThatGrowsWithItsSquare() {
        String blanks = " ".repeat(200_000);
        assertThat(WaitPreference.of(headers("wait=\"1" + blanks + "\\\"x\""))).isEmpty();
        assertThat(WaitPreference.of(headers("wait" + blanks + "=" + blanks + "x")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wait",
                "wait=",
                "wait=-1",
                "wait=1.5",
                "wait=x",
                "wait=1s",
                "waiting=1",
                "a; wait=1",
                "wait = 1",
                "\"wait=1",
                ""
            })
    void isNoneIfItCantBeRead(String value) {
        assertThat(WaitPreference.of(headers(value))).isEmpty();
    }

    @Test
    void mayBeInAnyOfSeveralHeaders() {
        assertThat(WaitPreference.of(headers("respond-async", "wait=7"))).contains(Duration.ofSeconds(7));
        assertThat(WaitPreference.mayBeIn(headers())).isFalse();
        assertThat(WaitPreference.of(headers())).isEqualTo(Optional.empty());
    }
}
