package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves what earlier versions have in files to packs. A file is deleted when the pack is durable that has what is in it, so
 * this can be cut short at any instant, and begun again. Used by one thread.
 */
final class EntryMove {

    private static final int FILES_AT_ONCE = 10_000;
    private static final int BYTES_AT_ONCE = 8 << 20;

    private final Disk disk;
    private final EntryTable entries;
    private final Map<EntryKey, byte[]> values = new LinkedHashMap<>();
    private final List<Path> files = new ArrayList<>();
    private long bytes;
    private boolean left;

    EntryMove(Disk disk, EntryTable entries) {
        this.disk = disk;
        this.entries = entries;
    }

    /** Moves a file. */
    void add(Path file, List<JournalEntry.Keyed> as) {
        for (JournalEntry.Keyed each : as) {
            values.put(each.key(), each.value());
            bytes += each.length();
        }
        delete(file);
    }

    /** Deletes a file whose entries are there already. */
    void delete(Path file) {
        files.add(file);
        if (files.size() >= FILES_AT_ONCE || bytes >= BYTES_AT_ONCE) {
            flush();
        }
    }

    /** Notes that a file stays where it is, because it can't be read. */
    void leave() {
        left = true;
    }

    /** Whether a file stays where it is. */
    boolean hasLeft() {
        return left;
    }

    /** Moves what has been added. */
    void flush() {
        if (files.isEmpty()) {
            return;
        }
        disk.changing("move", files.get(0), () -> {
            if (!values.isEmpty()) {
                disk.journal().add(entries.write(this::write));
            }
            Set<Path> folders = new LinkedHashSet<>();
            for (Path file : files) {
                Files.deleteIfExists(file);
                folders.add(file.getParent());
            }
            disk.sync(folders.stream().map(folder -> () -> PlainFiles.syncFolder(folder)));
            return true;
        });
        values.clear();
        files.clear();
        bytes = 0;
    }

    private void write(PackWriter out) throws IOException {
        PackedValues packed = new PackedValues(out);
        for (Map.Entry<EntryKey, byte[]> each : values.entrySet()) {
            packed.add(each.getKey(), each.getValue());
        }
        packed.finish();
    }
}
