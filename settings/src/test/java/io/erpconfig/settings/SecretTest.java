package io.erpconfig.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

    @TempDir
    private Path folder;

    @Test
    void aSecretComesFromAFileOrElseFromTheVariable() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "\uFEFF from the file \r\n");
        assertThat(Secret.read(Optional.of(file), Map.of("TOKEN", "other"), "TOKEN"))
                .isEqualTo(" from the file ");
        assertThat(Secret.read(Optional.empty(), Map.of("TOKEN", "other\n"), "TOKEN"))
                .isEqualTo("other");
    }

    @Test
    void withoutOneItIsSaidWhatToSet() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.read(Optional.empty(), Map.of(), "TOKEN"))
                .withMessageContaining("TOKEN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.read(Optional.of(empty), Map.of("TOKEN", "x"), "TOKEN"))
                .withMessageContaining("empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.read(Optional.of(folder.resolve("absent")), Map.of("TOKEN", "x"), "TOKEN"))
                .withMessageContaining("absent");
    }
}
