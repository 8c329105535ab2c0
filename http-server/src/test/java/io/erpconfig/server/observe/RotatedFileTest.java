package io.erpconfig.server.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedFileTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsThereIsAppendedTo() throws IOException {
        Files.writeString(file(), "a");
        try (RotatedFile file = new RotatedFile(file())) {
            file.write(bytes("b"));
        }
        assertThat(file()).hasContent("ab");
    }

    @Test
    void onceItIsRenamedANewOneIsBegun() throws IOException {
        try (RotatedFile file = new RotatedFile(file())) {
            file.write(bytes("a"));
            Files.move(file(), folder.resolve("log.1"));
            file.write(bytes("b"));
            file.write(bytes("c"));
        }
        assertThat(folder.resolve("log.1")).hasContent("a");
        assertThat(file()).hasContent("bc");
    }

    @Test
    void onceAnotherIsInItsPlaceThatIsAppendedTo() throws IOException {
        try (RotatedFile file = new RotatedFile(file())) {
            file.write(bytes("a"));
            Files.move(file(), folder.resolve("log.1"));
            Files.writeString(file(), "begun ");
            file.write(bytes("b"));
        }
        assertThat(file()).hasContent("begun b");
    }

    @Test
    void onceItIsRemovedANewOneIsBegun() throws IOException {
        try (RotatedFile file = new RotatedFile(file())) {
            Files.delete(file());
            file.write(bytes("b"));
        }
        assertThat(file()).hasContent("b");
    }

    @Test
    void copiedAndEmptiedItGoesOnFromItsBeginning() throws IOException {
        try (RotatedFile file = new RotatedFile(file())) {
            file.write(bytes("a"));
            Files.write(file(), new byte[0]);
            file.write(bytes("b"));
        }
        assertThat(file()).hasContent("b");
    }

    @Test
    void othersCanNotReadIt() throws IOException {
        new RotatedFile(file()).close();

        assertThat(Files.getPosixFilePermissions(file()))
                .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_WRITE);
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertThatThrownBy(() -> new RotatedFile(folder)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new RotatedFile(folder.resolve("none/log"))).isInstanceOf(IOException.class);
    }

    private Path file() {
        return folder.resolve("log");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
