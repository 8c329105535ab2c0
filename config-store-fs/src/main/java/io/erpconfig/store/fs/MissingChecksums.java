package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Gives records of earlier versions the {@linkplain Checksum checksum} that they lack; before others read them. Those that
 * can't be read stay as they are.
 */
final class MissingChecksums {

    private static final String ENDING = ".json";
    private static final int PART = 100;

    private final Disk disk;
    private final List<Found> found = new ArrayList<>();

    private record Found(Path file, Function<JsonRecord, ?> decoder) {}

    MissingChecksums(Disk disk) {
        this.disk = disk;
    }

    /** Notes a file. */
    void file(Path file, Function<JsonRecord, ?> decoder) {
        found.add(new Found(file, decoder));
    }

    /** Notes the files of a folder of records. */
    void folder(Path folder, Function<JsonRecord, ?> decoder) {
        disk.forEachName(folder, name -> {
            Path file = folder.resolve(name);
            if (name.endsWith(ENDING)) {
                file(file, name.equals(UsedRecords.LAST_USES) ? LastUses::decode : decoder);
            }
        });
    }

    /** Appends what is missing to the files that were noted, durably. */
    void append() throws IOException {
        List<Syncs.Task> parts = new ArrayList<>();
        Set<Path> folders = new LinkedHashSet<>();
        for (int from = 0; from < found.size(); from += PART) {
            List<Found> part = found.subList(from, Math.min(from + PART, found.size()));
            part.forEach(each -> folders.add(each.file.getParent()));
            parts.add(() -> {
                for (Found each : part) {
                    append(each);
                }
            });
        }
        disk.sync(parts.stream());
        disk.sync(folders.stream().filter(Files::isDirectory).map(folder -> () -> PlainFiles.syncFolder(folder)));
    }

    private void append(Found each) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(each.file);
            Records.decode(bytes, false, each.decoder, e -> disk.damaged(each.file, e));
        } catch (NoSuchFileException | ConfigStoreException e) {
            return;
        }
        if (!Checksum.check(bytes)) {
            Path temp = disk.writeTemporary(Checksum.append(bytes), true);
            Files.move(temp, each.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
