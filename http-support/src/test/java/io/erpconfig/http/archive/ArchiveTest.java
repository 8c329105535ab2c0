package io.erpconfig.http.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.project.RepoId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An archive")
class ArchiveTest {

    private static final String FOLDER = "b2b-cnc.erp-config-master-0123abcd";

    private final SampleBranch branch = new SampleBranch();

    @ParameterizedTest
    @EnumSource
    void holdsEveryFileBelowOneFolderInTheOrderOfTheContentId(ArchiveFormat format) throws IOException {
        branch.save("b.json", "2");
        branch.save("a/z.json", "1");
        branch.save("a.json", "");
        branch.save("a-b.json", "0");

        assertThat(texts(unpack(format, write(format))))
                .containsExactly(
                        Map.entry(FOLDER + "/", ""),
                        Map.entry(FOLDER + "/a-b.json", "0"),
                        Map.entry(FOLDER + "/a.json", ""),
                        Map.entry(FOLDER + "/a/z.json", "1"),
                        Map.entry(FOLDER + "/b.json", "2"));
    }

    @ParameterizedTest
    @EnumSource
    void ofAnEmptyBranchIsAnEmptyFolder(ArchiveFormat format) throws IOException {
        assertThat(unpack(format, write(format))).containsOnlyKeys(FOLDER + "/");
    }

    @ParameterizedTest
    @EnumSource
    void keepsUnusualNamesAndBytes(ArchiveFormat format) throws IOException {
        Map<String, byte[]> files = SampleBranch.unusual();
        files.forEach(branch::save);

        Map<String, byte[]> unpacked = unpack(format, write(format));

        assertThat(unpacked).hasSize(files.size() + 1);
        files.forEach((path, bytes) ->
                assertThat(unpacked.get(FOLDER + "/" + path)).as(path).isEqualTo(bytes));
    }

    @ParameterizedTest
    @EnumSource
    void keepsExtendedNamesOfEveryLength(ArchiveFormat format) throws IOException {
        // Around where the length of a tar header's record gains a digit, and of what a plain header holds.
        IntStream.rangeClosed(40, 110).forEach(n -> branch.save("n".repeat(n), Integer.toString(n)));
        IntStream.rangeClosed(1, 60).forEach(n -> branch.save("\u00e9".repeat(n), Integer.toString(n)));
        String deep = ("d".repeat(249) + '/').repeat(3);
        IntStream.rangeClosed(200, 250).forEach(n -> branch.save(deep + "n".repeat(n), Integer.toString(n)));

        assertThat(unpack(format, write(format))).allSatisfy((name, bytes) -> {
            String last = name.substring(name.lastIndexOf('/') + 1);
            assertThat(new String(bytes, UTF_8)).isEqualTo(last.isEmpty() ? "" : Integer.toString(last.length()));
        });
    }

    @ParameterizedTest
    @EnumSource
    void canHoldOneFolderOfTheBranchAtItsOwnPath(ArchiveFormat format) throws IOException {
        branch.save("rates/de/laser.csv", "1");
        branch.save("rates/de.csv", "2");
        branch.save("other.csv", "3");

        assertThat(unpack(format, write(format, Optional.of(new ConfigPath("rates/de")))))
                .containsOnlyKeys(FOLDER + "/", FOLDER + "/rates/de/laser.csv");
        assertThat(unpack(format, write(format, Optional.of(new ConfigPath("other.csv")))))
                .containsOnlyKeys(FOLDER + "/", FOLDER + "/other.csv");
    }

    @ParameterizedTest
    @EnumSource
    void ofAPathThatIsNotThereWritesNothing(ArchiveFormat format) {
        branch.save("a.json", "1");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> Archive.write(
                        branch.reader(), branch.live(), Optional.of(new ConfigPath("a.json/b")), FOLDER, format, out))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void hasEqualBytesForEqualContentWhoeverWritesItWhereAndWhen(ArchiveFormat format) throws IOException {
        SampleBranch.unusual().forEach(branch::save);
        byte[] here = write(format);
        SampleBranch other = new SampleBranch();
        other.save("first", "and gone");
        SampleBranch.unusual().forEach(other::save);
        other.delete("first");

        TimeZone zone = TimeZone.getDefault();
        String user = System.getProperty("user.name");
        try {
            for (String elsewhere : List.of("Pacific/Kiritimati", "America/Adak", "Asia/Kathmandu")) {
                TimeZone.setDefault(TimeZone.getTimeZone(elsewhere));
                System.setProperty("user.name", elsewhere);

                assertThat(write(other, format, Optional.empty())).isEqualTo(here);
            }
        } finally {
            TimeZone.setDefault(zone);
            System.setProperty("user.name", user);
        }
    }

    @Test
    void thatIsATarHasTheSameBytesOnEveryPlatform() throws IOException {
        branch.save("dir a/\u00e9\uD83D\uDE00.json", "{}\n");
        branch.save("plain.json", "{}\n");

        assertThat(Sha256.of(write(ArchiveFormat.TAR)).hex())
                .isEqualTo("9e4bd1040718c86de7046e3810739133653de2e3b0b9df43638cad3abe158b6e");
    }

    @Test
    void saysThatItsFilesAreReadableByAllAndWritableByTheirOwner() throws IOException {
        branch.save("a.json", "1");
        try (TarArchiveInputStream tar = tar(new ByteArrayInputStream(write(ArchiveFormat.TAR)))) {
            assertThat(tar.getNextEntry().getMode()).isEqualTo(040755);
            assertThat(tar.getNextEntry().getMode()).isEqualTo(0100644);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isFlushedAndItsStreamLeftOpen(ArchiveFormat format) throws IOException {
        List<String> calls = new ArrayList<>();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                calls.add("write");
            }

            @Override
            public void flush() {
                calls.add("flush");
            }

            @Override
            public void close() {
                calls.add("close");
            }
        };

        Archive.write(branch.reader(), branch.live(), Optional.empty(), FOLDER, format, out);

        assertThat(calls).doesNotContain("close").endsWith("flush");
    }

    @ParameterizedTest
    @EnumSource
    void failsAsTheStreamFails(ArchiveFormat format) {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("client gone");
            }
        };

        assertThatThrownBy(() -> Archive.write(branch.reader(), branch.live(), Optional.empty(), FOLDER, format, gone))
                .isInstanceOf(IOException.class)
                .hasMessage("client gone");
    }

    @ParameterizedTest
    @EnumSource
    void isNotCompletedAfterAFileThatCannotBeRead(ArchiveFormat format) {
        branch.save("a.json", "1");
        branch.save("b.json", "2");
        branch.lose("b.json");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> Archive.write(branch.reader(), branch.live(), Optional.empty(), FOLDER, format, out))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED));
        assertThat(isComplete(format, out.toByteArray())).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void isWrittenInSmallPiecesHoweverLargeItsFiles(ArchiveFormat format) throws IOException {
        byte[] large = new byte[16 << 20];
        new Random(1).nextBytes(large);
        branch.save("large.bin", large);
        long[] longest = new long[1];
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] from, int offset, int length) {
                longest[0] = Math.max(longest[0], length);
            }
        };

        Archive.write(branch.reader(), branch.live(), Optional.empty(), FOLDER, format, counting);

        assertThat(longest[0]).isLessThanOrEqualTo(1 << 16);
    }

    @Test
    void isNamedByProjectRefAndContent() {
        RepoId repoId = new RepoId("b2b-cnc.erp-config");

        assertThat(Archive.folderName(repoId, "master@v0003", "0123abcd"))
                .isEqualTo("b2b-cnc.erp-config-master@v0003-0123abcd");
        assertThat(Archive.folderName(repoId, "feature/new/rates", "0123abcd"))
                .isEqualTo("b2b-cnc.erp-config-feature-new-rates-0123abcd");
    }

    @Test
    void hasANameThatAFileSystemTakesHoweverLongTheRef() {
        RepoId longest = new RepoId("n".repeat(89) + ".erp-config");
        String name = Archive.folderName(longest, "\uD83D\uDE00".repeat(63), "0123abcd");

        assertThat((name + ".tar.gz").getBytes(UTF_8).length).isBetween(250, 255);
        assertThat(name).startsWith(longest + "-\uD83D\uDE00").endsWith("\uD83D\uDE00-0123abcd");
    }

    @Test
    void hasTheMediaTypeThatGitLabGivesIt() {
        assertThat(Arrays.stream(ArchiveFormat.values()).map(format -> format.ending() + ' ' + format.mediaType()))
                .containsExactly(
                        "zip application/zip", "tar.gz application/octet-stream", "tar application/octet-stream");
    }

    private byte[] write(ArchiveFormat format) throws IOException {
        return write(format, Optional.empty());
    }

    private byte[] write(ArchiveFormat format, Optional<ConfigPath> below) throws IOException {
        return write(branch, format, below);
    }

    private static byte[] write(SampleBranch branch, ArchiveFormat format, Optional<ConfigPath> below)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Archive.write(branch.reader(), branch.live(), below, FOLDER, format, out);
        return out.toByteArray();
    }

    private static Map<String, byte[]> unpack(ArchiveFormat format, byte[] archive) throws IOException {
        InputStream in = new ByteArrayInputStream(archive);
        return switch (format) {
            case ZIP -> unzip(in);
            case TAR_GZ -> untar(new GZIPInputStream(in));
            case TAR -> untar(in);
        };
    }

    private static Map<String, byte[]> unzip(InputStream in) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(in, UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entries.put(entry.getName(), zip.readAllBytes())).isNull();
            }
        }
        return entries;
    }

    private static Map<String, byte[]> untar(InputStream in) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = tar(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entries.put(entry.getName(), tar.readAllBytes())).isNull();
            }
        }
        return entries;
    }

    private static TarArchiveInputStream tar(InputStream in) {
        return new TarArchiveInputStream(in, UTF_8.name());
    }

    /** Whether the archive has its end: the directory of a zip file, the trailer of gzip, the two empty blocks of tar. */
    private static boolean isComplete(ArchiveFormat format, byte[] archive) {
        return switch (format) {
            case ZIP ->
                archive.length > 22 && archive[archive.length - 22] == 'P' && archive[archive.length - 21] == 'K';
            case TAR_GZ -> reads(() -> new GZIPInputStream(new ByteArrayInputStream(archive)).readAllBytes());
            case TAR ->
                archive.length >= 1024
                        && Arrays.equals(
                                Arrays.copyOfRange(archive, archive.length - 1024, archive.length), new byte[1024]);
        };
    }

    private interface Reading {
        byte[] bytes() throws IOException;
    }

    private static boolean reads(Reading reading) {
        try {
            return reading.bytes() != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, String> texts(Map<String, byte[]> entries) {
        Map<String, String> texts = new LinkedHashMap<>();
        entries.forEach((name, bytes) -> texts.put(name, new String(bytes, UTF_8)));
        return texts;
    }
}
