package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairTest {

    @TempDir
    Path data;

    @BeforeEach
    void fill() {
        try (ConfigStore store = Fill.open(data)) {
            Fill.everything(store);
        }
    }

    private List<String> repair(boolean write) {
        List<String> findings = new ArrayList<>();
        FileSystemStore.repair(data, write, findings::add);
        return findings;
    }

    private void reopened(Consumer<ConfigStore> test) {
        try (ConfigStore store = Fill.open(data)) {
            test.accept(store);
        }
    }

    private List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(data.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BlobId blob(int seed) {
        return new BlobId(Sha256.of(new byte[] {(byte) seed}));
    }

    @Test
    void thereIsNothingToRepairInASoundDirectory() {
        assertThat(repair(false)).isEmpty();
        assertThat(repair(true)).isEmpty();
        assertThat(data.resolve("damaged")).doesNotExist();
        reopened(Fill::checkEverything);
    }

    /** Leaves frames in the journal, a block each, as a process that dies does. */
    private Path leaveInJournal(int blobs) throws IOException {
        Path copy = data.resolveSibling("copy");
        try (ConfigStore store = FileSystemStore.open(data, java.time.Clock.systemUTC(), task -> {})) {
            for (int seed = 10; seed < 10 + blobs; seed++) {
                Fill.blobs(store, seed);
            }
            copy(data, copy);
        }
        PlainFiles.deleteAll(data);
        copy(copy, data);
        PlainFiles.deleteAll(copy);
        return files("journal").stream()
                .filter(file -> JournalSegment.isInUse(file))
                .findFirst()
                .orElseThrow();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private void refused(String finding) {
        assertThatThrownBy(() -> Fill.open(data).close())
                .isInstanceOf(ConfigStoreException.class)
                .hasMessageContaining(finding)
                .hasMessageContaining("erp-config repair");
    }

    @Test
    void ofAJournalThatWasCutShortIsKeptWhatIsThere() throws IOException {
        Path segment = leaveInJournal(6);
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.truncate(3 * 4096 + 1000);
        }
        refused("has 13288 bytes instead of");

        assertThat(repair(false)).singleElement().asString().contains("journal/", "13288 bytes", "4 can", "would be");
        refused("has 13288 bytes instead of");
        assertThat(repair(true)).hasSize(1);

        assertThat(repair(false)).isEmpty();
        reopened(store -> {
            for (int seed = 10; seed < 14; seed++) {
                assertThat(store.blobs().contains(blob(seed))).as("%d", seed).isTrue();
            }
            assertThat(store.blobs().contains(blob(14))).isFalse();
            Fill.checkEverything(store);
        });
        assertThat(files("damaged")).singleElement().asString().endsWith("journal_" + segment.getFileName());
    }

    @Test
    void ofAJournalWithADamagedFrameTheOthersAreKept() throws IOException {
        Path segment = leaveInJournal(6);
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 2 * 4096 + 40);
        }
        refused("can't be read");

        assertThat(repair(true)).singleElement().asString().contains("1 of its writes can't be read, 5 can");

        reopened(store -> {
            for (int seed = 10; seed < 16; seed++) {
                assertThat(store.blobs().contains(blob(seed))).as("%d", seed).isEqualTo(seed != 12);
            }
            Fill.blobs(store, 12);
        });
        reopened(store -> assertThat(store.blobs().read(blob(12))).containsExactly(12));
    }

    @Test
    void aPackThatCanNotBeOpenedIsSetAside() throws IOException {
        reopened(store -> Fill.blobs(store, 20));
        Path pack = files("packs").stream()
                .filter(file -> file.toString().endsWith(".pack"))
                .reduce((one, other) -> other)
                .orElseThrow();
        try (FileChannel channel = FileChannel.open(pack, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 10);
        }

        assertThat(repair(true))
                .singleElement()
                .asString()
                .contains(pack.getFileName().toString(), "set aside");

        reopened(store -> {
            assertThat(store.blobs().contains(blob(20))).isFalse();
            assertThat(store.blobs().read(blob(1))).containsExactly(1);
        });
        assertThat(data.resolve("damaged/packs_" + pack.getFileName())).exists();
    }

    @Test
    void aDamagedFormatIsWrittenAnew() throws IOException {
        for (String format : List.of("{\"format\":7,\"crc32c\":\"13294b7e\"}\n", "", "{\"format\":5}\n")) {
            Files.writeString(data.resolve("format.json"), format);
            refused("format.json is damaged");
            assertThat(repair(false)).singleElement().asString().startsWith("format.json");
            assertThat(repair(true)).hasSize(1);
            reopened(Fill::checkEverything);
        }
    }

    @Test
    void recordsThatCanNotBeReadAreSetAsideUnlessTheyKeepAHistory() throws IOException {
        Path token = data.resolve("tokens/" + Fill.TOKEN.id() + ".json");
        Files.writeString(token, Files.readString(token).replace("repos", "rexos"));
        Path account = data.resolve("accounts/anna.json");
        Files.writeString(account, Files.readString(account).replaceFirst(",\"crc32c\":\".*\"", ""));
        Path project = data.resolve("apps/site-builder/user/anna/+b2+b-+c+n+c.erp-config/project.json");
        byte[] record = Files.readAllBytes(project);
        Files.write(project, HexFormat.of().parseHex("00"));

        assertThat(repair(true))
                .hasSize(3)
                .anyMatch(line -> line.contains("tokens/" + Fill.TOKEN.id()) && line.contains("set aside"))
                .anyMatch(line -> line.contains("accounts/anna.json has no checksum"))
                .anyMatch(line -> line.contains("project.json is damaged") && line.contains("backup"));

        assertThat(Set.of(token)).noneMatch(Files::exists);
        Files.write(project, record);
        reopened(store -> {
            assertThat(store.accounts().list()).containsExactly(Fill.ACCOUNT);
            assertThat(store.tokens().damaged()).isEmpty();
            assertThat(store.projects().list(Fill.OWNER)).containsExactly(Fill.PROJECT);
        });
    }
}
