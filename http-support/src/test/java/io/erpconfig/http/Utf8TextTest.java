package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8TextTest {

    private static boolean isText(byte[] bytes) throws IOException {
        return Utf8Text.is(new ByteArrayInputStream(bytes));
    }

    @Test
    void isTextWhateverTheLengthAndWhereverCharactersAreCut() throws IOException {
        assertThat(isText(new byte[0])).isTrue();
        for (int shift = 0; shift < 4; shift++) {
            byte[] text = ("x".repeat(shift) + "😀é日".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
            assertThat(isText(text)).isTrue();
            try (InputStream slow = new ByteArrayInputStream(text) {
                @Override
                public synchronized int read(byte[] into, int offset, int length) {
                    return super.read(into, offset, Math.min(length, 1 + length % 3));
                }
            }) {
                assertThat(Utf8Text.is(slow)).isTrue();
            }
        }
    }

    @Test
    void isNoTextWithANulOrABadByteAnywhere() throws IOException {
        for (int at : new int[] {0, 1, 16_383, 16_384, 40_000, 49_999}) {
            byte[] nul = "x".repeat(50_000).getBytes(StandardCharsets.UTF_8);
            nul[at] = 0;
            assertThat(isText(nul)).isFalse();
            byte[] bad = "x".repeat(50_000).getBytes(StandardCharsets.UTF_8);
            bad[at] = (byte) 0xE9;
            assertThat(isText(bad)).isFalse();
        }
        assertThat(isText(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})).isFalse();
    }
}
