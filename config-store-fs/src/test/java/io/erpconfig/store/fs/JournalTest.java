package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal by itself. A copy of the folder of one that is open is what a crash leaves. */
class JournalTest {

    private static final int BLOCK = 4096;

    @TempDir
    Path parent;

    private Path root;

    @BeforeEach
    void makeFolder() throws IOException {
        root = Files.createDirectories(parent.resolve("data"));
        for (String folder : List.of("journal", "packs", "tmp")) {
            Files.createDirectory(root.resolve(folder));
        }
    }

    private static Journal open(Path root) throws IOException {
        return open(root, Runnable::run);
    }

    private static Journal open(Path root, Executor executor) throws IOException {
        EntryTable table = table(root);
        Journal journal = new Journal(root, root.resolve("journal"), table, executor);
        table.open();
        journal.open();
        return journal;
    }

    private static EntryTable table(Path root) {
        return new EntryTable(root.resolve("packs"), new TemporaryNames(root.resolve("tmp"))::next);
    }

    private static JournalEntry.OfFile entry(String name, String content) {
        return new JournalEntry.OfFile(name, JournalEntry.OfFile.WHOLE, content.getBytes(StandardCharsets.UTF_8));
    }

    private void write(Journal journal, JournalEntry.OfFile... entries) throws IOException {
        journal.write(List.of(entries), () -> {
            for (JournalEntry.OfFile entry : entries) {
                entry.restore(root);
            }
        });
    }

    private Path crashed() throws IOException {
        Path copy = Files.createTempDirectory(parent, "crashed").resolve("data");
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, copy.resolve(root.relativize(each)));
            }
        }
        return copy;
    }

    /** Makes a byte another one; what it is may be random. */
    private static void change(Path file, long at) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int before = open.read();
            open.seek(at);
            open.write(before ^ 7);
        }
    }

    /** The only one. */
    private static Path segment(Path root) throws IOException {
        try (Stream<Path> segments = Files.list(root.resolve("journal"))) {
            List<Path> found = segments.toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    private static void assertDamaged(Path root, String finding) throws IOException {
        Path segment = segment(root);
        assertThatThrownBy(() -> open(root))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED))
                .hasMessage("journal/" + segment.getFileName() + " is damaged: " + finding);
    }

    @Test
    void filesThatWereLostOrTornAreRestored() throws IOException {
        Journal journal = open(root);
        write(journal, entry("a/b/lost", "one"), entry("a/torn", "two"));
        write(journal, entry("a/longer", "three"), entry("a/empty", ""));
        Path crashed = crashed();
        Files.delete(crashed.resolve("a/b/lost"));
        Files.delete(crashed.resolve("a/b"));
        Files.delete(crashed.resolve("a/empty"));
        Files.writeString(crashed.resolve("a/torn"), "t\0");
        Files.writeString(crashed.resolve("a/longer"), "three and more");

        for (int i = 0; i < 2; i++) {
            open(crashed, task -> {});
            assertThat(crashed.resolve("a/b/lost")).hasContent("one");
            assertThat(crashed.resolve("a/torn")).hasContent("two");
            assertThat(crashed.resolve("a/longer")).hasContent("three");
            assertThat(crashed.resolve("a/empty")).isEmptyFile();
        }
        open(crashed).close();
        Files.delete(crashed.resolve("a/torn"));
        open(crashed).close();
        assertThat(crashed.resolve("a/torn")).doesNotExist();
        journal.close();
    }

    @Test
    void linesAreNotDoubled() throws IOException {
        Journal journal = open(root);
        write(journal, new JournalEntry.OfFile("log", 0, "one\n".getBytes(StandardCharsets.US_ASCII)));
        write(journal, new JournalEntry.OfFile("log", 4, "two\n".getBytes(StandardCharsets.US_ASCII)));
        Path whole = crashed();
        open(whole).close();
        assertThat(whole.resolve("log")).hasContent("one\ntwo\n");
        Path torn = crashed();
        Files.writeString(torn.resolve("log"), "one\nt");
        open(torn).close();
        assertThat(torn.resolve("log")).hasContent("one\ntwo\n");
        journal.close();
    }

    @Test
    void nothingIsInPlaceBeforeItIsInTheJournal() throws IOException {
        Journal journal = open(root);
        JournalEntry.OfFile entry = entry("a", "one");
        journal.write(List.of(entry), () -> {
            Path crashed = crashed();
            assertThat(crashed.resolve("a")).doesNotExist();
            open(crashed).close();
            assertThat(crashed.resolve("a")).hasContent("one");
        });
        journal.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 40, 100})
    void aTornEndIsPassedOver(int at) throws IOException {
        Journal journal = open(root);
        write(journal, entry("a", "one"));
        write(journal, entry("b", "x".repeat(100)));
        Path crashed = crashed();
        Files.delete(crashed.resolve("a"));
        Files.delete(crashed.resolve("b"));
        change(segment(crashed), BLOCK + at);
        Journal reopened = open(crashed);
        assertThat(crashed.resolve("a")).hasContent("one");
        assertThat(crashed.resolve("b")).doesNotExist();
        reopened.close();
        journal.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 20, 26, 30, 40})
    void anAcknowledgedFrameThatCanNotBeReadIsDamage(int at) throws IOException {
        Journal journal = open(root);
        write(journal, entry("a", "one"));
        write(journal, entry("b", "two"));
        Path crashed = crashed();
        change(segment(crashed), at);
        assertDamaged(crashed, "its frame 1 can't be read");
        assertDamaged(crashed, "its frame 1 can't be read");
        journal.close();
    }

    @Test
    void aSegmentThatWasCutShortIsDamage() throws IOException {
        Journal journal = open(root);
        write(journal, entry("a", "one"));
        Path crashed = crashed();
        try (RandomAccessFile open = new RandomAccessFile(segment(crashed).toFile(), "rw")) {
            open.setLength(BLOCK);
        }
        assertDamaged(crashed, "it has 4096 bytes instead of " + JournalSegment.SIZE);
        journal.close();
    }

    @Test
    void aSegmentThatIsFoundUnderTwoNamesIsNotFree() throws IOException {
        Journal journal = open(root);
        write(journal, entry("a", "one"));
        Path crashed = crashed();
        Path segment = segment(crashed);
        Files.createLink(segment.resolveSibling("free-0123456789abcdef"), segment);
        Files.createLink(segment.resolveSibling("free-0123456789abcdee"), segment);
        Files.delete(crashed.resolve("a"));
        Journal reopened = open(crashed, task -> {});
        write(reopened, entry("b", "two"));
        assertThat(Files.readString(segment, StandardCharsets.ISO_8859_1)).contains("one");
        open(crashed).close();
        assertThat(crashed.resolve("a")).hasContent("one");
        assertThat(crashed.resolve("b")).hasContent("two");
        journal.close();
    }

    @Test
    void aSegmentWhoseMakingWasCutShortIsMadeAgain() throws IOException {
        Files.write(root.resolve("journal/free-0123456789abcdef"), new byte[10_000]);
        Files.createFile(root.resolve("journal/free-0123456789abcdee"));
        Journal journal = open(root);
        assertThat(root.resolve("journal")).isEmptyDirectory();
        write(journal, entry("a", "one"));
        journal.close();
    }

    @Test
    void whatAFormerUseOfASegmentLeftDoesNotCount() throws IOException {
        Journal journal = open(root);
        write(journal, entry("a", "one"));
        write(journal, entry("b", "two"));
        journal.checkpoint();
        write(journal, entry("c", "three"));
        Path crashed = crashed();
        for (String name : List.of("a", "b", "c")) {
            Files.delete(crashed.resolve(name));
        }
        open(crashed).close();
        assertThat(crashed.resolve("a")).doesNotExist();
        assertThat(crashed.resolve("b")).doesNotExist();
        assertThat(crashed.resolve("c")).hasContent("three");
        journal.close();
    }

    @Test
    void contentThatLooksLikeAFrameIsNotTakenForOne() throws IOException {
        Journal journal = open(root);
        ByteBuffer forged = JournalFrame.Draft.of(List.of(entry("evil", "x"))).sealed(42, 2, 2);
        String name = "innocent";
        int before = JournalFrame.Draft.of(List.of(entry(name, ""))).length();
        byte[] content = new byte[BLOCK - before + forged.capacity()];
        forged.rewind().get(content, BLOCK - before, forged.capacity());
        write(journal, new JournalEntry.OfFile(name, JournalEntry.OfFile.WHOLE, content));
        Path crashed = crashed();
        change(segment(crashed), 8);
        open(crashed).close();
        assertThat(crashed.resolve("evil")).doesNotExist();
        journal.close();
    }

    @Test
    void namesThatLeadOutOfTheDirectoryAreRefused() {
        for (String name : List.of("../x", "a/../../x", "/etc/x", ".", "a/..")) {
            assertThatThrownBy(() -> entry(name, "x").restore(root)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(parent.resolve("x")).doesNotExist();
    }

    @Test
    void aWriteThatCanNotBePutInPlaceIsUndoneAndOthersGoOn() throws IOException {
        Journal journal = open(root);
        write(journal, entry("a", "one"));
        assertThatThrownBy(() -> journal.write(List.of(entry("b", "two")), () -> {
                    throw new IOException("no space");
                }))
                .hasMessage("no space");
        Path crashed = crashed();
        open(crashed).close();
        assertThat(crashed.resolve("a")).hasContent("one");
        assertThat(crashed.resolve("b")).doesNotExist();
        write(journal, entry("b", "three"));
        journal.close();
        assertThat(root.resolve("b")).hasContent("three");
    }

    @Test
    void nothingIsWrittenAsLongAsAFailedWriteMayComeBack() throws IOException {
        Journal journal = open(root);
        write(journal, entry("a", "one"));
        Path elsewhere = parent.resolve("elsewhere");
        assertThatThrownBy(() -> journal.write(List.of(entry("b", "two")), () -> {
                    Files.move(root, elsewhere);
                    throw new IOException("gone");
                }))
                .hasMessage("gone")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThatThrownBy(() -> write(journal, entry("c", "three"))).isInstanceOf(IOException.class);
        assertThat(root).doesNotExist();
        Files.move(elsewhere, root);
        Files.writeString(root.resolve("a"), "");
        write(journal, entry("c", "three"));
        assertThat(root.resolve("a"))
                .as("written anew, because its sync has failed")
                .hasContent("one");
        assertThat(root.resolve("b")).doesNotExist();
        assertThat(root.resolve("c")).hasContent("three");
        journal.close();
    }

    @Test
    void anInterruptThatIsPendingHarmsNobody() throws IOException {
        Journal journal = open(root);
        Thread.currentThread().interrupt();
        write(journal, entry("a", "one"));
        assertThat(Thread.interrupted()).isTrue();
        write(journal, entry("b", "two"));
        Thread.currentThread().interrupt();
        journal.checkpoint();
        assertThat(Thread.interrupted()).isTrue();
        write(journal, entry("c", "three"));
        journal.close();
    }

    @Test
    void anInterruptWhileAWriteIsUnderWayIsSeenWhenAllIsInPlace() throws IOException {
        Journal journal = open(root);
        GrowingFile trail = new GrowingFile(root, root.resolve("trail"));
        trail.begin(0, 0);
        AuditLines lines = AuditLines.of(AuditEntry.builder(Instant.EPOCH, "anna", AuditAction.SIGN_OUT, "::1")
                .build());
        JournalTail line = new JournalTail(trail, lines);
        journal.write(List.of(), List.of(line), () -> Thread.currentThread().interrupt());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(root.resolve("trail")).hasBinaryContent(lines.numbered(0));
        write(journal, entry("a", "one"));
        journal.close();
    }

    @Test
    void segmentsTakeTurnsWhateverTheExecutorDoes() throws Exception {
        Queue<Runnable> later = new ArrayDeque<>();
        List<Executor> executors = List.of(Runnable::run, task -> {}, later::add);
        for (Executor executor : executors) {
            Journal journal = open(root, executor);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                names.add("f" + executors.indexOf(executor) + "/" + i);
                write(journal, entry(names.get(i), i + "x".repeat(500_000)));
            }
            Path crashed = crashed();
            try (Stream<Path> segments = Files.list(crashed.resolve("journal"))) {
                assertThat(segments).hasSizeBetween(1, 3);
            }
            open(crashed).close();
            for (int i = 0; i < 40; i++) {
                assertThat(crashed.resolve(names.get(i))).hasContent(i + "x".repeat(500_000));
            }
            journal.close();
        }
        later.forEach(Runnable::run);
    }

    @Test
    void manyThreadsAtOnceLoseNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        ExecutorService syncs = Executors.newFixedThreadPool(4);
        try {
            Journal journal = open(root, syncs);
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                int thread = t;
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        int number = i;
                        JournalEntry.OfFile entry = entry(thread + "/" + i, thread + " " + i);
                        if (i % 20 == 19) {
                            assertThatThrownBy(() -> journal.write(List.of(entry), () -> {
                                        throw new IOException("no " + number);
                                    }))
                                    .isInstanceOf(IOException.class);
                        } else {
                            writeAgain(journal, entry);
                        }
                    }
                    return true;
                }));
            }
            for (Future<?> each : running) {
                each.get(120, TimeUnit.SECONDS);
            }
            syncs.shutdown();
            assertThat(syncs.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            Path crashed = crashed();
            open(crashed).close();
            for (int t = 0; t < 16; t++) {
                for (int i = 0; i < 200; i++) {
                    Path file = crashed.resolve(t + "/" + i);
                    if (i % 20 == 19) {
                        assertThat(file).doesNotExist();
                    } else {
                        assertThat(file).hasContent(t + " " + i);
                    }
                }
            }
            journal.close();
        } finally {
            threads.shutdownNow();
            syncs.shutdownNow();
        }
    }

    /** Others' failures may be this one's too. */
    private void writeAgain(Journal journal, JournalEntry.OfFile entry) {
        boolean written = false;
        for (int i = 0; i < 1000 && !written; i++) {
            try {
                write(journal, entry);
                written = true;
            } catch (IOException e) {
                assertThat(root.resolve(entry.name())).doesNotExist();
            }
        }
        assertThat(written).isTrue();
    }

    @Test
    void aPackThatIsAddedBeforeTheFirstFrameOfASegmentHasANumberOfItsOwn() throws IOException {
        EntryKey added = EntryKey.of("added".getBytes(StandardCharsets.US_ASCII));
        EntryKey written = EntryKey.of("written".getBytes(StandardCharsets.US_ASCII));
        EntryTable table = table(root);
        Queue<Path> packs = new ArrayDeque<>();
        List<Journal> opened = new ArrayList<>();
        // Is called when a segment has been taken into use, and nothing is written to it yet.
        Journal journal = new Journal(root, root.resolve("journal"), table, task -> {
            Path pack = packs.poll();
            if (pack != null) {
                try {
                    opened.get(0).add(pack);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            task.run();
        });
        opened.add(journal);
        table.open();
        journal.open();
        packs.add(table.write(out -> {
            PackedValues values = new PackedValues(out);
            values.add(added, added.bytes());
            values.finish();
        }));

        journal.write(List.of(JournalEntry.Keyed.value(written, written.bytes())), () -> {});

        assertThat(packs).isEmpty();
        assertThat(table.get(added)).isPresent();
        for (int i = 0; i < 2; i++) {
            journal.close();
            table.close();
            table = table(root);
            journal = new Journal(root, root.resolve("journal"), table, Runnable::run);
            table.open();
            journal.open();
            assertThat(table.get(added)).isPresent();
            assertThat(table.get(written)).isPresent();
        }
        journal.close();
        table.close();
    }
}
