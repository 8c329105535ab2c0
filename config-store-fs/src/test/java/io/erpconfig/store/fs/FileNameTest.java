package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

    @ParameterizedTest
    @CsvSource({
        "b2b-cnc.erp-config, b2b-cnc.erp-config",
        "Foo, +foo",
        "a/b, a%2fb",
        "ä, %c3%a4",
        "😀, %f0%9f%98%80",
        "+x, %2bx",
        "%41, %2541",
        "a~b, a%7eb",
        "con, %63on",
        "CON, %43+o+n",
        "con.erp-config, %63on.erp-config",
        "Aux.x.y, %41ux.x.y",
        "com1, %63om1",
        "lpt9.x, %6cpt9.x",
        "conx, conx",
        "com10, com10",
        "a.., a.%2e",
        "., %2e",
        ".., %2e%2e",
    })
    void namesAreEncodedAndReadBack(String name, String encoded) {
        assertThat(FileName.encode(name)).isEqualTo(encoded);
        assertThat(FileName.decode(encoded)).contains(name);
    }

    @Test
    void aNameThatWouldBeTooLongIsCutAndKeptApartByItsHash() {
        String one = FileName.encode("ä".repeat(100) + "1");
        String two = FileName.encode("ä".repeat(100) + "2");
        assertThat(one).hasSize(120 + 1 + 64).startsWith("%c3%a4%c3").isNotEqualTo(two);
        assertThat(one.substring(0, 120)).isEqualTo(two.substring(0, 120));
        assertThat(FileName.decode(one)).isEmpty();
    }

    @Test
    void theLongestRepoIdIsNotCut() {
        String name = "Z".repeat(98) + ".z";
        assertThat(FileName.encode(name)).hasSizeLessThanOrEqualTo(200);
        assertThat(FileName.decode(FileName.encode(name))).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Foo", "a b", "+", "+1", "%", "%4", "%zz", "%41", "%61", "con", ".deleted", "ä"})
    void whatNoNameIsEncodedAsIsNotReadBack(String encoded) {
        assertThat(FileName.decode(encoded)).isEmpty();
    }
}
