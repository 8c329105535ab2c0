package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.BranchId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs, and what is read from several of them, compared with a map. */
class PackTest {

    private static final EntryKey ALL = EntryKey.of(new byte[] {'k'});

    @TempDir
    Path root;

    private final Random random = new Random(1);
    private final TreeMap<EntryKey, byte[]> expected = new TreeMap<>();
    private long frame = 1;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectory(root.resolve("packs"));
        Files.createDirectory(root.resolve("tmp"));
    }

    private EntryTable open() throws IOException {
        EntryTable table = new EntryTable(
                root.resolve("packs"), new TemporaryNames(Files.createTempDirectory(root.resolve("tmp"), ""))::next);
        table.open();
        return table;
    }

    private static EntryKey key(int number) {
        return EntryKey.of("k%05d".formatted(number).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] value() {
        byte[] value = new byte[random.nextInt(50) == 0 ? 60_000 : random.nextInt(400)];
        for (int i = 0; i < value.length; i++) {
            // Half of it can be compressed.
            value[i] = (byte) random.nextInt(16);
        }
        return value;
    }

    private void write(EntryTable table, int entries, int keys, int deletedOf) throws IOException {
        RecentEntries recent = table.begin(frame);
        for (int i = 0; i < entries; i++) {
            EntryKey key = key(random.nextInt(keys));
            if (random.nextInt(deletedOf) == 0) {
                byte[] before = expected.remove(key);
                recent.add(frame, List.of(JournalEntry.Keyed.deletion(key, before == null ? 0 : before.length)));
            } else {
                byte[] value = value();
                expected.put(key, value);
                recent.add(frame, List.of(JournalEntry.Keyed.value(key, value)));
            }
            frame++;
        }
        check(table, keys);
        table.pack(recent, frame - 1);
    }

    private void check(EntryTable table, int keys) throws IOException {
        for (int i = 0; i < keys; i += 1 + random.nextInt(20)) {
            assertThat(table.get(key(i)).orElse(null)).isEqualTo(expected.get(key(i)));
            assertThat(table.floor(key(i), ALL)).isEqualTo(Optional.ofNullable(expected.floorKey(key(i))));
        }
        TreeMap<EntryKey, byte[]> found = new TreeMap<>();
        assertThat(table.forEach(ALL, entry -> found.put(entry.key(), entry.value()) == null))
                .isEmpty();
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        for (Map.Entry<EntryKey, byte[]> each : found.entrySet()) {
            assertThat(each.getValue()).isEqualTo(expected.get(each.getKey()));
        }
    }

    private List<Path> packs() throws IOException {
        try (Stream<Path> all = Files.list(root.resolve("packs"))) {
            return new ArrayList<>(all.sorted().toList());
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path pack : packs()) {
            bytes += Files.size(pack);
        }
        return bytes;
    }

    @Test
    void whatWasWrittenLastIsReadFromAnyNumberOfPacksMergedOrNot() throws IOException {
        EntryTable table = open();
        for (int i = 0; i < 20; i++) {
            write(table, 600, 3000, 5);
            check(table, 3000);
            if (i % 3 == 2) {
                table.merge();
                check(table, 3000);
            }
            if (i % 7 == 6) {
                table.close();
                table = open();
                check(table, 3000);
            }
        }
        table.merge();
        assertThat(packs()).hasSizeLessThan(8);
        table.close();
    }

    @Test
    void theSpaceOfWhatWasDeletedIsTakenBack() throws IOException {
        EntryTable table = open();
        for (int i = 0; i < 4; i++) {
            write(table, 2000, 100_000, 1_000_000);
        }
        table.merge();
        long before = bytes();
        RecentEntries recent = table.begin(frame);
        for (EntryKey key : List.copyOf(expected.keySet())) {
            if (random.nextInt(10) > 0) {
                recent.add(frame, List.of(JournalEntry.Keyed.deletion(key, expected.remove(key).length)));
            }
        }
        table.pack(recent, frame);
        table.merge();
        assertThat(bytes()).isLessThan(before / 5);
        assertThat(packs()).hasSize(1);
        check(table, 100_000);
        table.close();
    }

    @Test
    void snapshotsAreSideBySideInAPackBehindWhatWasWrittenWithThem() {
        RecentEntries recent = new RecentEntries(1);
        List<BranchId> branches = List.of(new BranchId("0".repeat(32)), new BranchId("1".repeat(32)));
        List<EntryKey> others = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            for (BranchId branch : branches) {
                EntryKey other = key(10 - others.size());
                others.add(other);
                recent.add(
                        others.size(),
                        List.of(
                                JournalEntry.Keyed.value(EntryKey.snapshot(branch, number), new byte[1]),
                                JournalEntry.Keyed.value(other, new byte[1])));
            }
        }
        List<EntryKey> expected = new ArrayList<>(others);
        branches.forEach(branch -> IntStream.rangeClosed(1, 3)
                .mapToObj(number -> EntryKey.snapshot(branch, number))
                .forEach(expected::add));
        assertThat(recent.inOrder()).extracting(Entry::key).isEqualTo(expected);
    }

    @Test
    void packsThatWereMergedButNotDeletedDoNotCountAgain() throws IOException {
        EntryTable table = open();
        List<byte[]> copies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            write(table, 300, 500, 3);
        }
        List<Path> merged = packs();
        for (Path pack : merged) {
            copies.add(Files.readAllBytes(pack));
        }
        table.merge();
        table.close();
        assertThat(packs()).hasSize(1);
        for (int i = 0; i < merged.size(); i++) {
            Files.write(merged.get(i), copies.get(i));
        }
        EntryTable again = open();
        check(again, 500);
        again.close();
        assertThat(packs()).hasSize(1).doesNotContainAnyElementsOf(merged);
    }

    @Test
    void aReaderGoesOnWhilePacksAreMerged() throws IOException {
        EntryTable table = open();
        for (int i = 0; i < 4; i++) {
            write(table, 300, 500, 1_000_000);
        }
        TreeMap<EntryKey, byte[]> found = new TreeMap<>();
        table.forEach(ALL, entry -> {
            if (found.isEmpty()) {
                table.merge();
                assertThat(packs()).as("deleted with their last use").hasSize(5);
            }
            found.put(entry.key(), entry.value());
            return true;
        });
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        assertThat(packs()).hasSize(1);
        table.close();
    }

    @Test
    void anInterruptHarmsNoReader() throws IOException {
        EntryTable table = open();
        write(table, 300, 500, 1_000_000);
        Thread.currentThread().interrupt();
        check(table, 500);
        assertThat(Thread.interrupted()).isTrue();
        check(table, 500);
        table.close();
    }
}
