package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}\n", "{\"name\":\"größe\"}\n", "{\"format\":5}", "{\"a\":{\"b\":[]}} \n\n"})
    void isTheLastFieldOfAnObject(String json) {
        byte[] checked = Checksum.append(bytes(json));
        assertThat(Checksum.check(bytes(json))).isFalse();
        assertThat(Checksum.check(checked)).isTrue();
        String before = json.strip().substring(0, json.strip().length() - 1);
        assertThat(new String(checked, StandardCharsets.UTF_8))
                .startsWith(before)
                .matches("(?s).*[{,]\"crc32c\":\"[0-9a-f]{8}\"}\n");
    }

    /** Another program can compute it: the well-known check value of the CRC-32C is that of 123456789. */
    @Test
    void isTheCrc32cOfWhatIsBeforeIt() {
        assertThat(new String(Checksum.append(bytes("123456789}")), StandardCharsets.UTF_8))
                .isEqualTo("123456789,\"crc32c\":\"e3069283\"}\n");
    }

    @Test
    void noChangedBitIsMissed() {
        byte[] record = Records.encode(Fill.TOKEN);
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] changed = record.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Records.decode(changed, false, Records::token, e -> Fill.damage(e.toString())))
                    .as("bit " + bit + ", of a directory that an earlier version may have filled")
                    .hasMessageStartingWith("damage: ");
        }
    }
}
