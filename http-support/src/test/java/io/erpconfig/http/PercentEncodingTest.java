package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @ParameterizedTest
    @ValueSource(strings = {"a+b", "\u00e9", "\u20ac", "\ud83d\ude00", "\udbff\udfff", "a b/%?&=\u0000\u001f"})
    void whatIsEncodedIsDecodedAgain(String text) {
        assertThat(PercentEncoding.decode(PercentEncoding.encode(text))).isEqualTo(text);
    }

    @Test
    void whatCameUnencodedStaysWhatItIs() {
        assertThat(PercentEncoding.decode("\u00e9\u20ac%C3%A9\ud83d\ude00%F0%9F%98%80+"))
                .isEqualTo("\u00e9\u20ac\u00e9\ud83d\ude00\ud83d\ude00+");
        assertThat(PercentEncoding.decode("%EF%BF%BD")).isEqualTo("\ufffd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%4",
                "%4g",
                "%-1",
                "%\u0661\u0661",
                "%FF",
                "%C0%AF",
                "%ED%A0%80",
                "%F0%9F%98",
                "%C3\u00a9",
                "\ud83d",
                "\ude00",
                "\ude00\ud83d",
                "\ufffd"
            })
    void whatIsNotUtf8IsRefused(String text) {
        assertThatThrownBy(() -> PercentEncoding.decode(text))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ApiErrorCode.BAD_REQUEST));
    }
}
