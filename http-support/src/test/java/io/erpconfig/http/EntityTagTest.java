package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"\"a\"", "W/\"a\"", "*", " * ", "\"b\",\"a\"", "\"b\" , W/\"a\"", ",,\"a\"", "\"x,y\", \"a\""})
    void isNamed(String ifNoneMatch) {
        assertThat(EntityTag.matches(ifNoneMatch, "\"a\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\"b\"", "\"a", "W/", "W/a", "\"\"", "\"ab\"", "\"b,\"a", "w/\"a\"", ","})
    void isNotNamed(String ifNoneMatch) {
        assertThat(EntityTag.matches(ifNoneMatch, "\"a\"")).isFalse();
    }

    @Test
    void changesWithTheBodyAndWithTheHeaders() {
        Answer.Header header = new Answer.Header("X-Total", "1");

        assertThat(EntityTag.ofContent(new byte[] {1}, List.of()))
                .matches("\"[0-9a-f]{32}\"")
                .isEqualTo(EntityTag.ofContent(new byte[] {1}, List.of()))
                .isNotEqualTo(EntityTag.ofContent(new byte[] {2}, List.of()))
                .isNotEqualTo(EntityTag.ofContent(new byte[] {1}, List.of(header)));
        assertThat(EntityTag.ofParts("ab", "c")).isNotEqualTo(EntityTag.ofParts("a", "bc"));
    }
}
