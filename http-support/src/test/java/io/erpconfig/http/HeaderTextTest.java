package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTextTest {

    @Test
    void asciiIsLeftAsItIsAndTheRestCanBeDecoded() {
        assertThat(HeaderText.encode("a b\"c.json")).isEqualTo("a b\"c.json");
        assertThat(HeaderText.encode("é\r\n%😀")).isEqualTo("%C3%A9%0D%0A%25%F0%9F%98%80");
    }

    @Test
    void aDispositionHasTheNameForOldClientsAndExactlyWhereThatIsAnother() {
        assertThat(HeaderText.disposition("inline", "a.json")).isEqualTo("inline; filename=\"a.json\"");
        assertThat(HeaderText.disposition("attachment", "é\"\\\n😀.txt"))
                .isEqualTo("attachment; filename=\"_____.txt\"; filename*=UTF-8''%C3%A9%22%5C%0A%F0%9F%98%80.txt");
    }
}
