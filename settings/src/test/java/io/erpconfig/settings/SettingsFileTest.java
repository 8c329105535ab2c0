package io.erpconfig.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

    @TempDir
    private Path folder;

    @Test
    void linesAreKeysAndValuesAndTheRestIsPassedOver() throws IOException {
        SettingsFile file = read("# where it is\n\n  port = 9000 \nhost=::1\nname = a = b \\ c\n");

        assertThat(file.find("port")).contains("9000");
        assertThat(file.find("host")).contains("::1");
        assertThat(file.find("name")).contains("a = b \\ c");
        assertThat(file.find("data-dir")).isEmpty();
    }

    @Test
    void anUnknownKeyIsNamedWithItsFileAndLine() {
        assertThatThrownBy(() -> read("port = 1\n\nprot = 2\n"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(folder.resolve("settings") + ", line 3")
                .hasMessageContaining("unknown key 'prot'");
    }

    @Test
    void aLineThatIsNoSettingIsNamed() {
        assertThatThrownBy(() -> read("port 9000\n"))
                .hasMessageContaining("line 1")
                .hasMessageContaining("key = value");
    }

    @Test
    void aKeyThatIsSetTwiceIsNamed() {
        assertThatThrownBy(() -> read("port = 1\nport = 2\n")).hasMessageContaining("line 2");
    }

    @Test
    void aFileThatIsNotThereOrNotTextIsNamed() throws IOException {
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("none"), Set.of()))
                .hasMessageContaining(folder.resolve("none").toString());
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("binary"), Set.of()))
                .hasMessageContaining("UTF-8");
    }

    private SettingsFile read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("settings"), text);
        return SettingsFile.read(file, Set.of("port", "host", "name", "data-dir"));
    }
}
