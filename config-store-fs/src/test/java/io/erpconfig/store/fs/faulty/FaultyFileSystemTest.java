package io.erpconfig.store.fs.faulty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States after a power cut: each possible one, and no other, is found for some seed. */
class FaultyFileSystemTest {

    private static final int SEEDS = 200;

    private final FaultyFileSystem system = new FaultyFileSystem();
    private final Path folder = system.path("/folder");
    private final Path file = folder.resolve("file");

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(folder);
        force(system.path("/"));
    }

    private static void force(Path path) throws IOException {
        boolean isFolder = Files.isDirectory(path);
        try (FileChannel channel =
                FileChannel.open(path, isFolder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void write(Path path, int at, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            channel.write(ByteBuffer.wrap(text.getBytes()), at);
        }
    }

    /** The states of the folder's files that are found after a power cut, zeros as dots. */
    private Set<String> outcomes() throws IOException {
        Set<String> found = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            found.add(state(system.afterPowerCut(seed).path("/folder")));
        }
        return found;
    }

    private static String state(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return "no folder";
        }
        StringBuilder state = new StringBuilder();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                String content = Files.isDirectory(each)
                        ? "{" + state(each) + "}"
                        : Files.readString(each).replace('\0', '.');
                state.append(each.getFileName()).append('=').append(content).append(' ');
            }
        }
        return state.toString().strip();
    }

    @Test
    void whatWasNotForcedMayBeLostSectorBySector() throws IOException {
        write(file, 0, "a".repeat(512));
        force(file);
        force(folder);
        write(file, 512, "b".repeat(512) + "c".repeat(512));
        Set<String> found = new TreeSet<>();
        outcomes().forEach(state -> found.add(state.replaceAll("(.)\\1+", "$1")));
        assertThat(found).containsExactlyInAnyOrder("file=a", "file=a.", "file=a.c", "file=ab", "file=ab.", "file=abc");
    }

    @Test
    void whatWasForcedIsThere() throws IOException {
        write(file, 0, "abcd");
        force(file);
        force(folder);
        assertThat(outcomes()).containsExactly("file=abcd");
    }

    @Test
    void aNameIsLostWithoutAForceOfItsFolderAndBytesWithoutOneOfTheFile() throws IOException {
        write(file, 0, "a");
        assertThat(outcomes()).containsExactlyInAnyOrder("", "file=", "file=a", "file=.");
        force(file);
        assertThat(outcomes()).containsExactlyInAnyOrder("", "file=a");
    }

    @Test
    void aForcedNameOfAnUnforcedFolderIsLostWithIt() throws IOException {
        Path below = folder.resolve("below");
        Files.createDirectory(below);
        write(below.resolve("file"), 0, "a");
        force(below.resolve("file"));
        force(below);
        assertThat(outcomes()).containsExactlyInAnyOrder("", "below={file=a}");
    }

    @Test
    void aRenameLosesNothing() throws IOException {
        write(file, 0, "old");
        write(folder.resolve("new"), 0, "new");
        force(file);
        force(folder.resolve("new"));
        force(folder);
        Files.move(folder.resolve("new"), file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(outcomes()).containsExactlyInAnyOrder("file=old new=new", "file=new new=new", "file=new");
        force(folder);
        assertThat(outcomes()).containsExactly("file=new");
    }

    @Test
    void aFolderIsFoundUnderOneOfItsNames() throws IOException {
        Path from = folder.resolve("from");
        Files.createDirectory(from);
        Files.createDirectory(folder.resolve("other"));
        force(folder);
        Files.move(from, folder.resolve("other/a"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(folder.resolve("other/a"), folder.resolve("to"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(outcomes()).containsExactlyInAnyOrder("from={} other={}", "other={a={}}", "other={} to={}");
    }

    @Test
    void aDeletedFileMayComeBackUntilItsFolderIsForced() throws IOException {
        write(file, 0, "a");
        force(file);
        force(folder);
        Files.delete(file);
        assertThat(outcomes()).containsExactlyInAnyOrder("", "file=a");
        force(folder);
        assertThat(outcomes()).containsExactly("");
    }

    @Test
    void afterAForceThatFailedTheNextOneMakesOnlyDurableWhatIsWrittenAgain() throws IOException {
        write(file, 0, "a");
        force(folder);
        system.failAt(Operation.FORCE_FILE, 1);
        assertThatThrownBy(() -> force(file)).isInstanceOf(IOException.class).hasMessage("Input/output error");
        force(file);
        assertThat(Files.readString(file)).isEqualTo("a");
        assertThat(outcomes()).contains("file=", "file=a");
    }

    @Test
    void afterAForceThatFailedWritingAgainHelps() throws IOException {
        write(file, 0, "a");
        force(folder);
        system.failAt(Operation.FORCE_FILE, 1);
        assertThatThrownBy(() -> force(file)).isInstanceOf(IOException.class);
        write(file, 0, "b");
        force(file);
        assertThat(outcomes()).containsExactly("file=b");
    }

    @Test
    void aFullDiskTakesWhatFitsAndHasRoomForWhatIsDeleted() throws IOException {
        write(file, 0, "1234567890");
        system.room(2);
        assertThatThrownBy(() -> Files.createDirectory(folder.resolve("x")))
                .isInstanceOf(FileSystemException.class)
                .hasMessage("/folder/x: No space left on device");
        write(file, 5, "abcdefgh");
        assertThat(Files.readString(file)).isEqualTo("12345abcdefg");
        assertThatThrownBy(() -> write(file, 12, "x")).hasMessage("No space left on device");
        write(file, 0, "over");
        Files.delete(file);
        Files.createDirectory(folder.resolve("x"));
    }

    @Test
    void aReadOnlyOneRefusesOpenChannelsTooAndServesReads() throws IOException {
        write(file, 0, "a");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            system.readOnlyAt(1);
            assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(new byte[1])))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Read-only file system");
        }
        assertThatThrownBy(() -> Files.delete(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessage("/folder/file: Read-only file system");
        assertThat(Files.readString(file)).isEqualTo("a");
        system.heal();
        Files.delete(file);
    }

    @Test
    void whatADeadProcessHasDoneIsSeenButNotDurable() throws IOException {
        write(file, 0, "a");
        FaultyFileSystem next = system.afterKill();
        assertThat(state(next.path("/folder"))).isEqualTo("file=a");
        assertThat(state(next.afterPowerCut(0).path("/folder"))).isIn("", "file=", "file=a", "file=.");
        assertThatThrownBy(() -> Files.readString(file)).hasMessage("/folder/file: the machine has stopped");
    }
}
