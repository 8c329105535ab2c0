package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Mends what keeps a data directory from being opened: the record of its format, the journal, packs. And it takes records out
 * of the way that can't be read, and gives a checksum to those that lack one. What it takes away it keeps, in the folder
 * {@value #ASIDE}. Nobody else has the directory open.
 */
final class DirectoryRepair {

    /** The folder of what was taken away. */
    static final String ASIDE = "damaged";

    private final Path root;
    private final boolean write;
    private final Consumer<String> findings;
    private final TemporaryNames temporaries;

    /**
     * @param write    whether to do what is found to be done
     * @param findings gets a line for each
     */
    DirectoryRepair(Path root, boolean write, Consumer<String> findings) {
        this.root = root;
        this.write = write;
        this.findings = findings;
        this.temporaries = new TemporaryNames(DataDirectory.temporaries(root));
    }

    void run() throws IOException {
        packs();
        journal();
        records();
    }

    /** Notes a finding, with what is done about it. */
    private void found(String finding, String remedy) {
        findings.accept(finding + (write ? ": " : ": would be ") + remedy);
    }

    // ---- packs and the journal

    private void packs() throws IOException {
        for (Path file : files(root.resolve(DataDirectory.PACKS))) {
            Optional<PackName> name = PackName.parse(file.getFileName().toString());
            if (name.isPresent()) {
                try {
                    Pack.open(file, name.get(), new BlockCache()).release();
                } catch (DamagedPackException e) {
                    found(
                            e.getMessage() + "; what is in it alone, of " + Files.size(file) + " bytes, is lost",
                            "set aside; 'erp-config verify' names what is missing then");
                    setAside(file, false);
                }
            }
        }
    }

    private void journal() throws IOException {
        Path folder = root.resolve(DataDirectory.JOURNALS);
        EntryTable table = new EntryTable(root.resolve(DataDirectory.PACKS), temporaries::next);
        List<Path> damaged = new ArrayList<>();
        table.open();
        try {
            List<JournalSegment> used = new ArrayList<>();
            for (Path file : files(folder)) {
                if (JournalSegment.isInUse(file)) {
                    JournalSegment.open(root, table, file).ifPresent(used::add);
                }
            }
            used.sort((one, other) -> Long.compare(one.first(), other.first()));
            for (int i = 0; i < used.size(); i++) {
                Optional<String> loss = used.get(i)
                        .findLoss(i + 1 < used.size() ? used.get(i + 1).first() : 0);
                if (loss.isPresent()) {
                    found(loss.get(), "what can be read is put in its place, and the file set aside");
                    damaged.add(used.get(i).file());
                }
            }
            for (JournalSegment segment : used) {
                segment.close();
            }
            if (write && !damaged.isEmpty()) {
                for (Path file : damaged) {
                    setAside(file, true);
                }
                Journal journal = new Journal(root, folder, table, Runnable::run).salvaging(JournalSegment::salvage);
                journal.open();
                journal.checkpoint();
                journal.close();
            }
        } finally {
            table.close();
        }
    }

    // ---- records

    private void records() throws IOException {
        each("tokens", Records::token);
        each("sessions", Records::session);
        each("accounts", Records::account);
        Path users = root.resolve("apps").resolve("site-builder").resolve("user");
        for (Path owner : files(users)) {
            for (Path project : files(owner)) {
                kept(project.resolve("project.json"), Records::keyOfProject);
                for (String folder : List.of("branches", "deleted")) {
                    for (Path file : files(project.resolve(folder))) {
                        kept(file, Records::branch);
                    }
                }
            }
        }
    }

    /** Looks at the records of a folder, of which each says nothing of others. */
    private void each(String folder, Function<JsonRecord, ?> decoder) throws IOException {
        for (Path file : files(root.resolve(folder))) {
            String name = file.getFileName().toString();
            if (name.endsWith(".json")) {
                Optional<String> damage = look(file, name.equals(UsedRecords.LAST_USES) ? LastUses::decode : decoder);
                if (damage.isPresent()) {
                    found(damage.get(), "set aside");
                    setAside(file, false);
                }
            }
        }
    }

    /** Looks at a record that keeps a history. */
    private void kept(Path file, Function<JsonRecord, ?> decoder) throws IOException {
        look(file, decoder)
                .ifPresent(damage ->
                        findings.accept(damage + ": left as it is: it keeps a history; restore it from a backup"));
    }

    /** Gives a record the checksum that it lacks. Returns what is wrong with one that can't be read. */
    private Optional<String> look(Path file, Function<JsonRecord, ?> decoder) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Records.decode(
                    bytes,
                    false,
                    decoder,
                    e -> new ConfigStoreException(
                            ErrorCode.STORAGE_DAMAGED,
                            PlainFiles.relative(root, file) + " is damaged: " + e.getMessage()));
            if (!Checksum.check(bytes)) {
                found(
                        PlainFiles.relative(root, file) + " has no checksum, as if an earlier version had made it",
                        "given one: look whether what it says is right");
                if (write) {
                    replace(file, Checksum.append(bytes));
                }
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (ConfigStoreException e) {
            return Optional.of(e.getMessage());
        }
    }

    // ---- files

    private static List<Path> files(Path folder) throws IOException {
        TreeSet<Path> files = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                all.forEach(files::add);
            }
        }
        return List.copyOf(files);
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        Path temporary = temporaries.next();
        Files.write(temporary, bytes);
        PlainFiles.syncFile(temporary);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        PlainFiles.syncFolder(file.getParent());
    }

    /** Keeps a file, or a copy of it, by a name that says where it was. */
    private void setAside(Path file, boolean copy) throws IOException {
        if (!write) {
            return;
        }
        PlainFiles.makeFolders(root, root.resolve(ASIDE));
        Path to = root.resolve(ASIDE).resolve(PlainFiles.relative(root, file).replace('/', '_'));
        if (copy) {
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(file, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            PlainFiles.syncFolder(file.getParent());
        }
        PlainFiles.syncFile(to);
        PlainFiles.syncFolder(root.resolve(ASIDE));
    }
}
