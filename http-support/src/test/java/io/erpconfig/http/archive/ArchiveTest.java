package io.erpconfig.http.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.RepoId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
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

        assertThat(unpack(format, write(format, below("rates/de"))))
                .containsOnlyKeys(FOLDER + "/", FOLDER + "/rates/de/laser.csv");
        assertThat(unpack(format, write(format, below("other.csv"))))
                .containsOnlyKeys(FOLDER + "/", FOLDER + "/other.csv");
    }

    @ParameterizedTest
    @EnumSource
    void canLeaveOutFilesAndFolders(ArchiveFormat format) throws IOException {
        branch.save("rates/de/laser.csv", "1");
        branch.save("rates/de.csv", "2");
        branch.save("rates/en/laser.csv", "3");
        branch.save("other.csv", "4");
        String rates = FOLDER + "/rates/";

        assertThat(unpack(format, write(format, below("", "rates/de", "other.csv"))))
                .containsOnlyKeys(FOLDER + "/", rates + "de.csv", rates + "en/laser.csv");
        assertThat(unpack(format, write(format, below("rates", "rates/de.csv"))))
                .containsOnlyKeys(FOLDER + "/", rates + "de/laser.csv", rates + "en/laser.csv");
        assertThat(unpack(format, write(format, below("rates/de", "rates")))).containsOnlyKeys(FOLDER + "/");
        assertThat(unpack(format, write(format, below("rates/de.csv", "rates/de"))))
                .containsOnlyKeys(FOLDER + "/", rates + "de.csv");
    }

    @ParameterizedTest
    @EnumSource
    void ofAPathThatIsNotThereWritesNothing(ArchiveFormat format) {
        branch.save("a.json", "1");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> Archive.write(branch.reader(), branch.live(), below("a.json/b"), FOLDER, format, out))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void hasEqualBytesForEqualContentWhereverAndWheneverItIsWritten(ArchiveFormat format) throws IOException {
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

                assertThat(write(other, format, ArchiveScope.ALL)).isEqualTo(here);
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
                .isEqualTo("5ce559bd7afc83f230634c6266ef3f97bc87c98139b9808c9762a9f380596242");
    }

    @ParameterizedTest
    @EnumSource
    void datesAFileByItsContentInThePastAndInEvenSeconds(ArchiveFormat format) throws IOException {
        for (int i = 0; i < 200; i++) {
            branch.save("f" + i, "content " + i);
        }
        branch.save("again", "content 7");
        Map<String, Instant> dates = dates(format, write(format));

        assertThat(dates.remove(FOLDER + "/")).isEqualTo("1980-02-01T00:00:00Z");
        assertThat(dates.remove(FOLDER + "/again")).isEqualTo(dates.get(FOLDER + "/f7"));
        assertThat(dates.values())
                .doesNotHaveDuplicates()
                .allSatisfy(date -> assertThat(date)
                        .isBetween(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2012-01-01T00:00:00Z"))
                        .matches(instant -> instant.toEpochMilli() % 2_000 == 0));
    }

    @Test
    void thatIsAZipHasTheSameDatesInBothOfItsWays() throws IOException {
        branch.save("a.json", "1.01");
        byte[] zip = write(ArchiveFormat.ZIP);
        Instant date = dates(ArchiveFormat.ZIP, zip).get(FOLDER + "/a.json");
        LocalDateTime local = date.atOffset(ZoneOffset.UTC).toLocalDateTime();
        int dos = local.getYear() - 1980 << 25
                | local.getMonthValue() << 21
                | local.getDayOfMonth() << 16
                | local.getHour() << 11
                | local.getMinute() << 5
                | local.getSecond() / 2;

        assertThat(date).isEqualTo(EntryDate.of(branch.blob("a.json")).toInstant(ZoneOffset.UTC));
        assertThat(new String(zip, ISO_8859_1))
                .contains(littleEndian(dos), "UT\5\0\1" + littleEndian((int) date.getEpochSecond()));
    }

    private static String littleEndian(int value) {
        return new String(
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(value)
                        .array(),
                ISO_8859_1);
    }

    @Test
    void datesFilesAtTimesThatNoZoneSkipped() {
        List<ZoneOffsetTransition> gaps = new ArrayList<>();
        LocalDateTime first = EntryDate.of(blob(0));
        LocalDateTime last = EntryDate.of(blob(EntryDate.COUNT - 1));
        for (String zone : ZoneId.getAvailableZoneIds()) {
            ZoneRules rules = ZoneId.of(zone).getRules();
            ZoneOffsetTransition next = rules.nextTransition(first.minusYears(1).toInstant(ZoneOffset.UTC));
            while (next != null && next.getDateTimeBefore().isBefore(last)) {
                if (next.isGap() && next.getDateTimeAfter().isAfter(first)) {
                    gaps.add(next);
                }
                next = rules.nextTransition(next.getInstant());
            }
        }

        assertThat(first).isEqualTo("2000-02-01T06:00:00");
        assertThat(last).isEqualTo("2011-12-28T21:59:58");
        assertThat(gaps).hasSizeGreaterThan(1_000).allSatisfy(gap -> {
            // Not a day is begun in one, nor ends in one, nor lies in one.
            LocalTime from = gap.getDateTimeBefore().toLocalTime();
            LocalTime to = gap.getDateTimeAfter().toLocalTime();
            assertThat(gap.getDuration()).isLessThan(Duration.ofHours(9));
            assertThat(from.isBefore(LocalTime.of(6, 0)) && !to.isAfter(LocalTime.of(6, 0))
                            || !from.isBefore(LocalTime.of(22, 0)))
                    .as(gap.toString())
                    .isTrue();
        });
    }

    private static BlobId blob(long w0) {
        return new BlobId(new Sha256(w0, 0, 0, 0));
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

        Archive.write(branch.reader(), branch.live(), ArchiveScope.ALL, FOLDER, format, out);

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

        assertThatThrownBy(() -> Archive.write(branch.reader(), branch.live(), ArchiveScope.ALL, FOLDER, format, gone))
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

        assertThatThrownBy(() -> Archive.write(branch.reader(), branch.live(), ArchiveScope.ALL, FOLDER, format, out))
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

        Archive.write(branch.reader(), branch.live(), ArchiveScope.ALL, FOLDER, format, counting);

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
                        "zip application/zip",
                        "tar.gz application/octet-stream",
                        "tar.bz2 application/octet-stream",
                        "tar application/octet-stream");
    }

    private byte[] write(ArchiveFormat format) throws IOException {
        return write(format, ArchiveScope.ALL);
    }

    private static ArchiveScope below(String path, String... without) {
        return new ArchiveScope(
                Optional.of(path).filter(text -> !text.isEmpty()).map(ConfigPath::new),
                Arrays.stream(without).map(ConfigPath::new).collect(Collectors.toSet()));
    }

    private byte[] write(ArchiveFormat format, ArchiveScope scope) throws IOException {
        return write(branch, format, scope);
    }

    private static byte[] write(SampleBranch branch, ArchiveFormat format, ArchiveScope scope) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Archive.write(branch.reader(), branch.live(), scope, FOLDER, format, out);
        return out.toByteArray();
    }

    private static Map<String, byte[]> unpack(ArchiveFormat format, byte[] archive) throws IOException {
        return format == ArchiveFormat.ZIP
                ? unzip(new ByteArrayInputStream(archive))
                : untar(unpacked(format, archive));
    }

    /** The tar file in an archive that is not a zip file. */
    private static InputStream unpacked(ArchiveFormat format, byte[] archive) throws IOException {
        InputStream in = new ByteArrayInputStream(archive);
        return switch (format) {
            case ZIP -> throw new IllegalArgumentException("format: " + format);
            case TAR_GZ -> new GZIPInputStream(in);
            case TAR_BZ2 -> new BZip2CompressorInputStream(in);
            case TAR -> in;
        };
    }

    private static Map<String, Instant> dates(ArchiveFormat format, byte[] archive) throws IOException {
        Map<String, Instant> dates = new LinkedHashMap<>();
        if (format == ArchiveFormat.ZIP) {
            try (ZipArchiveInputStream zip = new ZipArchiveInputStream(new ByteArrayInputStream(archive))) {
                for (ZipArchiveEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    X5455_ExtendedTimestamp exact =
                            (X5455_ExtendedTimestamp) entry.getExtraField(X5455_ExtendedTimestamp.HEADER_ID);
                    dates.put(entry.getName(), exact.getModifyFileTime().toInstant());
                }
            }
            return dates;
        }
        try (TarArchiveInputStream tar = tar(unpacked(format, archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                dates.put(entry.getName(), entry.getLastModifiedTime().toInstant());
            }
        }
        return dates;
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
            case TAR_GZ, TAR_BZ2 -> reads(() -> unpacked(format, archive).readAllBytes());
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
