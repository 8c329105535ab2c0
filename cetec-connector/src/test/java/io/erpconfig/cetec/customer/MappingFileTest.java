package io.erpconfig.cetec.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingFileTest {

    @TempDir
    private Path folder;

    @Test
    void namesAreReadByDomain() throws IOException {
        Path file = Files.writeString(folder.resolve("mapping"), "{\"größe.example.com\": \"it's\", \"b\": \"c_d\"}");
        assertThat(MappingFile.read(file))
                .isEqualTo(new DatabaseMapping(Map.of("größe.example.com", "it's", "b", "c_d")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"a\": null}",
                "{\"a\": 1}",
                "{\"a\": {}}",
                "{\"a\": \"\"}",
                "{\"a\": \"b\", \"a\": \"c\"}",
                "{\"a\": \"b\"} x",
                "a = b"
            })
    void anythingElseIsRefusedByName(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("mapping"), content);
        assertThatIllegalArgumentException().isThrownBy(() -> MappingFile.read(file));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MappingFile.read(folder.resolve("absent")))
                .withMessageContaining("absent");
    }
}
