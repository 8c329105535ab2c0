package io.erpconfig.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectId;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {

    @TempDir
    Path data;

    private ConfigStore store;

    @BeforeEach
    void open() {
        store = Fill.open(data);
    }

    private void reopen() {
        store.close();
        open();
    }

    private static AuditEntry entry(int number) {
        return entry(Fill.TIME.plusSeconds(number), "user " + number);
    }

    private static AuditEntry entry(Instant at, String user) {
        return new AuditEntry(
                at,
                Optional.of(Fill.OWNER),
                user,
                AuditAction.FILE_SAVE,
                Map.of(Subject.PROJECT, "b2b-cnc.erp-config"),
                List.of("a/b.json"),
                "127.0.0.1",
                AuditEntry.OK);
    }

    private void append(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(number -> store.audit().append(entry(number)));
    }

    private List<AuditEntry> read(long skip, int limit) {
        return store.audit().read(Fill.OWNER, AuditEntry.EARLIEST, skip, limit);
    }

    private static List<AuditEntry> entries(int newest, int oldest) {
        List<AuditEntry> entries = new ArrayList<>();
        for (int number = newest; number >= oldest; number--) {
            entries.add(entry(number));
        }
        return entries;
    }

    private Path file() {
        return data.resolve("audit/anna/2026-03.jsonl");
    }

    private static void assertFails(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void anEntryIsOneJsonObjectOnALine() throws IOException {
        store.audit()
                .append(new AuditEntry(
                        Instant.parse("2026-03-01T12:00:00Z"),
                        Optional.of(Fill.OWNER),
                        "anna",
                        AuditAction.COMMIT,
                        Map.of(Subject.SNAPSHOT, "v0002", Subject.PROJECT, "a.x", Subject.REQUEST_ID, "r\n1"),
                        List.of("größe.json", "\"b\""),
                        "::1",
                        AuditEntry.OK));
        store.audit()
                .append(new AuditEntry(
                        Instant.parse("2026-03-01T12:00:00.120Z"),
                        Optional.empty(),
                        "nobody",
                        AuditAction.SIGN_IN,
                        Map.of(),
                        List.of(),
                        "192.0.2.1",
                        "UNAUTHORIZED"));
        assertThat(file())
                .hasContent(
                        "{\"at\":\"2026-03-01T12:00:00.000Z\",\"seq\":           0,\"owner\":\"anna\",\"user\":\"anna\",\"action\":\"commit\","
                                + "\"project\":\"a.x\",\"snapshot\":\"v0002\",\"request_id\":\"r\\n1\","
                                + "\"paths\":[\"größe.json\",\"\\\"b\\\"\"],\"from\":\"::1\",\"result\":\"ok\",\"crc32c\":\"54a8c58b\"}\n");
        assertThat(data.resolve("audit/.none/2026-03.jsonl"))
                .hasContent(
                        "{\"at\":\"2026-03-01T12:00:00.120Z\",\"seq\":           0,\"user\":\"nobody\",\"action\":\"sign_in\","
                                + "\"from\":\"192.0.2.1\",\"result\":\"UNAUTHORIZED\",\"crc32c\":\"890cd560\"}\n");
    }

    private static AuditEntry event(int number) {
        return entry(number)
                .asEvent(
                        Fill.OWNER,
                        new EventTarget(
                                Optional.of(new ProjectId(4711)), Optional.of(new BranchId("0af1".repeat(8))), true));
    }

    private List<String> log() {
        return store.events().read(Fill.OWNER, 0, Integer.MAX_VALUE).stream()
                .map(event -> event.seq() + " " + event.entry().user())
                .toList();
    }

    @Test
    void anEventHasANumberAndSaysWhatItIsAbout() throws IOException {
        store.audit().append(List.of(event(1), entry(2), event(3)));
        List<String> lines = Files.readAllLines(file());
        assertThat(lines).allMatch(line -> Checksum.check((line + '\n').getBytes(StandardCharsets.UTF_8)));
        lines.replaceAll(line -> line.replaceAll(",\"crc32c\":\".*\"", ""));
        assertThat(lines.get(0))
                .startsWith("{\"at\":\"2026-03-01T12:00:01.000Z\",\"seq\":           1,\"owner\":\"anna\",")
                .endsWith(",\"result\":\"ok\",\"event\":{\"project_id\":4711,\"branch_id\":\"" + "0af1".repeat(8)
                        + "\",\"default\":true}}");
        assertThat(lines.get(1)).contains("\"seq\":           1,").endsWith(",\"result\":\"ok\"}");
        assertThat(lines.get(2)).contains("\"seq\":           2,");
    }

    @Test
    void linesOfAVersionWithoutNumbersAreNoEventsAndTheNextOneIsTheFirst() throws IOException {
        append(1, 3);
        store.close();
        Files.writeString(file(), Files.readString(file()).replaceAll("\"seq\": *0,|,\"crc32c\":\".*\"", ""));
        open();
        assertThat(log()).isEmpty();
        store.audit().append(event(4));
        store.audit().append(event(5));
        assertThat(log()).containsExactly("1 user 4", "2 user 5");
        reopen();
        assertThat(log()).containsExactly("1 user 4", "2 user 5");
        assertThat(read(0, 9)).containsExactly(event(5), event(4), entry(3), entry(2), entry(1));
    }

    @Test
    void noNumberIsGivenTwiceBehindALineThatCannotBeRead() throws IOException {
        store.audit().append(List.of(event(1), event(2), event(3)));
        store.close();
        Files.writeString(file(), Files.readString(file()).replaceAll("(?m)^.*\"seq\": *3,.*$", "damaged"));
        open();
        store.audit().append(event(4));
        for (int i = 0; i < 2; i++) {
            assertThat(store.events().read(Fill.OWNER, 3, 9)).containsExactly(new LoggedEvent(4, event(4)));
            assertThat(store.events().read(Fill.OWNER, 0, 2))
                    .containsExactly(new LoggedEvent(1, event(1)), new LoggedEvent(2, event(2)));
            assertFails(
                    ErrorCode.STORAGE_DAMAGED, "event 3", () -> store.events().read(Fill.OWNER, 0, 3));
            reopen();
        }
    }

    @Test
    void thereIsAFileForEachMonthAndAClockThatIsPutBackDoesNotOpenAnOldOne() {
        Instant april = Instant.parse("2026-04-01T00:00:00Z");
        store.audit().append(entry(april.minusMillis(1), "last of march"));
        store.audit().append(entry(april, "first of april"));
        store.audit().append(entry(april.minusMillis(1), "put back"));
        reopen();
        store.audit().append(entry(april.minusMillis(1), "put back still"));
        assertThat(file()).content().containsOnlyOnce("\n");
        assertThat(data.resolve("audit/anna/2026-04.jsonl"))
                .content()
                .containsSubsequence("first of april", "put back", "put back still");
        assertThat(read(0, 10))
                .extracting(AuditEntry::user)
                .containsExactly("put back still", "put back", "first of april", "last of march");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"at\":\"2026-03-01T12:00:09.000Z\"}", "\0", "\0\0\0\0\0\0\0", "\"\\"})
    void whatACrashLeftBehindTheLastLineIsNeverReadAndIsCutOffBeforeTheNextOne(String torn) throws IOException {
        append(1, 3);
        store.close();
        String whole = Files.readString(file());
        Files.writeString(file(), torn.repeat(40_000), StandardOpenOption.APPEND);
        open();
        assertThat(read(0, 10)).isEqualTo(entries(3, 1));
        List<AuditEntry> all = new ArrayList<>();
        store.audit().forEach(AuditEntry.EARLIEST, all::add);
        assertThat(all).hasSize(3);

        append(4, 4);
        assertThat(file()).content().startsWith(whole).hasLineCount(4);
        assertThat(read(0, 10)).isEqualTo(entries(4, 1));
        reopen();
        assertThat(read(0, 10)).isEqualTo(entries(4, 1));
    }

    @Test
    void aFileOfNothingButATornLineIsEmpty() throws IOException {
        append(1, 1);
        store.close();
        String line = Files.readString(file());
        for (int length : new int[] {0, 1, line.length() - 1}) {
            Files.writeString(file(), line.substring(0, length));
            open();
            assertThat(read(0, 10)).isEmpty();
            append(1, 1);
            assertThat(file()).hasContent(line);
            store.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\0\0\0",
                "{}",
                "x",
                "{\"at\":\"2026-03-01T12:00:02.000Z\"}",
                "{\"at\":\"2026-03-01T12:00:02.000Z\",\"owner\":\"anna\"",
                "{\"at\":\"9999-99-99T99:99:99.999Z\",\"owner\":\"anna\",\"user\":\"u\",\"action\":\"commit\","
                        + "\"from\":\"x\",\"result\":\"ok\"}",
                "{\"at\":\"2026-03-01T12:00:02.000Z\",\"owner\":\"bert\",\"user\":\"u\",\"action\":\"commit\","
                        + "\"from\":\"x\",\"result\":\"ok\"}",
                "{\"at\":\"2026-03-01T12:00:02.000Z\",\"owner\":\"anna\",\"user\":\"u\",\"action\":\"nothing\","
                        + "\"from\":\"x\",\"result\":\"ok\"}",
            })
    void aDamagedLineIsNamedWhereItMattersAndTheOthersAreRead(String line) throws IOException {
        append(1, 4);
        store.close();
        List<String> lines = Files.readAllLines(file());
        lines.set(1, line);
        Files.write(file(), lines);
        open();
        String named = "audit/anna/2026-03.jsonl is damaged: line 2: ";
        assertThat(read(0, 2)).isEqualTo(entries(4, 3));
        assertFails(ErrorCode.STORAGE_DAMAGED, named, () -> read(0, 3));
        assertFails(ErrorCode.STORAGE_DAMAGED, named, () -> read(2, 2));
        List<AuditEntry> seen = new ArrayList<>();
        assertFails(ErrorCode.STORAGE_DAMAGED, named, () -> store.audit().forEach(AuditEntry.EARLIEST, seen::add));
        assertThat(seen).containsExactly(entry(1), entry(3), entry(4));
        append(5, 5);
        assertThat(read(0, 1)).containsExactly(entry(5));
    }

    @Test
    void everyFileWithDamageIsNamed() throws IOException {
        append(1, 1);
        store.audit().append(entry(Instant.parse("2026-04-01T00:00:00Z"), "april"));
        store.close();
        Files.writeString(file(), "x\n");
        Files.writeString(data.resolve("audit/anna/2026-04.jsonl"), "x\n");
        open();
        for (String name : List.of("2026-03", "2026-04")) {
            assertFails(
                    ErrorCode.STORAGE_DAMAGED,
                    "audit/anna/" + name + ".jsonl is damaged: line 1: ",
                    () -> store.audit().forEach(AuditEntry.EARLIEST, entry -> {}));
        }
    }

    @Test
    void aLineThatIsTooLongToBeOneIsDamaged() throws IOException {
        append(1, 1);
        store.close();
        try (BufferedWriter out = Files.newBufferedWriter(file(), StandardOpenOption.APPEND)) {
            for (int i = 0; i < 20; i++) {
                out.write("x".repeat(1 << 20));
            }
            out.write("\n");
        }
        open();
        append(2, 2);
        assertThat(read(0, 1)).containsExactly(entry(2));
        assertFails(ErrorCode.STORAGE_DAMAGED, "line 2: it is longer", () -> read(0, 2));
        List<AuditEntry> seen = new ArrayList<>();
        assertFails(ErrorCode.STORAGE_DAMAGED, "line 2: ", () -> store.audit().forEach(AuditEntry.EARLIEST, seen::add));
        assertThat(seen).containsExactly(entry(1), entry(2));
    }

    @Test
    void theLongestLineThereCanBeIsWithinTheLimit() {
        String worst = "\u0001".repeat(AuditEntry.MAX_TEXT);
        Map<Subject, String> subject = new java.util.EnumMap<>(Subject.class);
        for (Subject part : Subject.values()) {
            subject.put(part, worst);
        }
        AuditEntry entry = new AuditEntry(
                Fill.TIME,
                Optional.of(Fill.OWNER),
                worst,
                AuditAction.COMMIT,
                subject,
                Collections.nCopies(AuditEntry.MAX_PATHS, worst),
                worst,
                worst);
        assertThat(AuditRecords.encode(entry).length).isLessThan(AuditRecords.MAX_LINE);
        store.audit().append(entry);
        assertThat(read(0, 1)).containsExactly(entry);
    }

    @Test
    void anEntryThatCouldNotBeWrittenIsNotThereAndTheNextOneIs() throws IOException {
        append(1, 2);
        Path folder = data.resolve("audit/anna");
        Path elsewhere = data.resolve("elsewhere");
        Files.move(folder, elsewhere);
        Files.writeString(folder, "in the way");
        assertThatThrownBy(() -> append(3, 3))
                .isInstanceOf(ConfigStoreException.class)
                .hasMessageContaining("audit/anna/2026-03.jsonl");
        Files.delete(folder);
        Files.move(elsewhere, folder);
        assertThat(read(0, 10)).isEqualTo(entries(2, 1));
        append(4, 4);
        assertThat(read(0, 10)).containsExactly(entry(4), entry(2), entry(1));
    }

    @Test
    void whatAFailedWriteLeftIsCutOffWithoutARestart() throws IOException {
        append(1, 2);
        // As if a write had stopped halfway, and cutting it off had failed too.
        Files.writeString(file(), "{\"at\":\"2026", StandardOpenOption.APPEND);
        assertThat(read(0, 10)).isEqualTo(entries(2, 1));
        append(3, 3);
        assertThat(read(0, 10)).isEqualTo(entries(3, 1));
        assertThat(file()).content().hasLineCount(3);
    }

    @Test
    void aFileThatSomebodyHasCutIsNotFilledUp() throws IOException {
        append(1, 2);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(10);
        }
        assertFails(ErrorCode.STORAGE_DAMAGED, "it has become shorter", () -> append(3, 3));
        assertFails(ErrorCode.STORAGE_FAILED, "it has become shorter", () -> read(0, 10));
        assertThat(Files.size(file())).isEqualTo(10);
    }

    @Test
    void aClosedStoreAppendsNothing() throws IOException {
        append(1, 1);
        String before = Files.readString(file());
        store.close();
        assertFails(ErrorCode.STORAGE_UNAVAILABLE, "closed", () -> append(2, 2));
        assertThat(file()).hasContent(before);
    }

    @Test
    void aTrailOfAHundredThousandEntriesIsPagedQuickly() throws IOException {
        int count = 100_000;
        append(1, 1);
        store.close();
        String line = Files.readString(file());
        try (BufferedWriter out = Files.newBufferedWriter(file())) {
            for (int number = 1; number <= count; number++) {
                String other = line.replace("user 1", "user " + number).replaceAll(",\"crc32c\":\".*\"", "");
                out.write(new String(Checksum.append(other.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
            }
        }
        open();
        Instant begin = Instant.now();
        assertThat(read(0, 50)).extracting(AuditEntry::user).startsWith("user 100000", "user 99999");
        assertThat(read(count - 50, 50)).extracting(AuditEntry::user).endsWith("user 2", "user 1");
        assertThat(store.audit().read(Fill.OWNER, Fill.TIME.plusSeconds(2), 0, 50))
                .isEmpty();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    /** Appends from three threads and says so, until it is killed. */
    static final class Appender {

        public static void main(String[] arguments) {
            int begin = Integer.parseInt(arguments[1]);
            ConfigStore open = FileSystemStore.open(Path.of(arguments[0]), Clock.systemUTC(), Runnable::run);
            for (int thread = 0; thread < 3; thread++) {
                int first = begin + thread * 1_000_000;
                new Thread(() -> {
                            for (int number = first; ; number++) {
                                open.audit().append(entry(Fill.TIME, "n" + number + "x".repeat(number % 900)));
                                System.out.println(number);
                            }
                        })
                        .start();
            }
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        store.close();
        Random random = new Random(7);
        List<Integer> acknowledged = new ArrayList<>();
        for (int round = 0; round < Integer.getInteger("crash.rounds", 5); round++) {
            try (ChildProcess child = new ChildProcess(Appender.class, data.toString(), "" + round * 10_000)) {
                BufferedReader output = child.output();
                acknowledged.add(Integer.parseInt(output.readLine()));
                Thread.sleep(random.nextInt(250));
                child.kill();
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    acknowledged.add(Integer.parseInt(line));
                }
            }
            open();
            append(1, 1);
            assertThat(file().toFile()).content(UTF_8).endsWith("}\n");
            List<Integer> found = new ArrayList<>();
            store.audit().forEach(AuditEntry.EARLIEST, each -> {
                if (each.user().startsWith("n")) {
                    found.add(Integer.parseInt(each.user().substring(1).replace("x", "")));
                }
            });
            assertThat(found).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(found.size()).isLessThanOrEqualTo(acknowledged.size() + 3 * (round + 1));
            store.close();
        }
    }
}
