package io.erpconfig.store.fs;

import io.erpconfig.core.content.BlobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Makes a closed store what format 3 would have made it: a file for each object and each snapshot, and no packs. */
final class EarlierLayout {

    private EarlierLayout() {}

    static void of(Path data) throws IOException {
        EntryTable table =
                new EntryTable(data.resolve("packs"), () -> data.resolve("tmp").resolve("none"));
        table.open();
        List<Path> logs = new ArrayList<>(found(data.resolve("apps"), "log"));
        for (Path log : logs) {
            for (Path marker : children(log)) {
                if (Files.isRegularFile(marker)) {
                    Files.delete(marker);
                    Files.createDirectory(marker);
                }
            }
        }
        table.forEach(EntryKey.all(EntryKey.Kind.OBJECT), entry -> {
            BlobId id = entry.key().blob();
            Path file =
                    data.resolve("objects").resolve(id.hex().substring(0, 2)).resolve(id.hex());
            Files.write(file, StoredObject.bytes(entry.value()));
            Files.setLastModifiedTime(file, FileTime.from(StoredObject.time(entry.value())));
            return true;
        });
        table.forEach(EntryKey.all(EntryKey.Kind.SNAPSHOT), entry -> {
            String branch = HexFormat.of().formatHex(entry.key().bytes(), 1, 17);
            for (Path log : logs) {
                if (Files.exists(log.resolve(branch))) {
                    Files.write(
                            log.resolve(branch)
                                    .resolve("v%04d.json".formatted(entry.key().number())),
                            entry.value());
                }
            }
            return true;
        });
        table.close();
        for (Path pack : children(data.resolve("packs"))) {
            Files.delete(pack);
        }
        Files.delete(data.resolve("packs"));
        Files.delete(data.resolve("objects/.keep"));
        Files.writeString(data.resolve("format.json"), "{\"format\":3}\n");
        sync(data);
    }

    private static void sync(Path folder) throws IOException {
        for (Path child : children(folder)) {
            if (Files.isDirectory(child)) {
                sync(child);
            } else {
                PlainFiles.syncFile(child);
            }
        }
        PlainFiles.syncFolder(folder);
    }

    /** The folders of a name, anywhere below another. */
    private static List<Path> found(Path below, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path child : children(below)) {
            if (Files.isDirectory(child)) {
                if (child.getFileName().toString().equals(name)) {
                    found.add(child);
                } else {
                    found.addAll(found(child, name));
                }
            }
        }
        return found;
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
