package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A data directory that this process has locked and brought into shape.
 *
 * <pre>
 * format.json                                      the layout's version
 * lock                                             held while the store is open; empty when it was closed in order
 * migrating.json                                   there while the store is being filled from another one
 * tmp/                                             on their way in, or out; emptied when the store is opened
 * journal/…                                        what was written last; see {@link Journal}
 * packs/…                                          small blobs, snapshots and where commits are; see {@link EntryTable}
 * objects/ab/{sha256}                              large blobs
 * packs/.keep, objects/.keep                       empty: by them the folders are there also in a copy that is made of files
 * upgrading                                        there while an earlier version's files are not yet in packs
 * tokens/{id}.json, tokens/last-used.json
 * accounts/{name}.json, accounts/.removed
 * sessions/{id}.json, sessions/last-used.json
 * audit/{owner}/{yyyy-MM}.jsonl, audit/.none/…     audit trails, an entry a line
 * apps/site-builder/user/{owner}/.deleted/…        deleted projects
 * apps/site-builder/user/{owner}/{repoId}/
 *     project.json                                 with id and default branch; its coming into being makes the project
 *     branches/{name}.json                         other branches
 *     deleted/{milliseconds}-{branch id}.json      deleted branches
 *     log/{branch id}                              empty: the branch's snapshots are the project's; or a folder of an
 *                                                  earlier version with v0001.json, …
 * </pre>
 */
final class DataDirectory implements AutoCloseable {

    /** The version of the layout that this code writes; earlier ones become it when they are opened. */
    private static final int FORMAT = 5;

    /** The version from which on there are packs. */
    private static final int PACKS_KNOWN = 4;

    /** The version from which on records have checksums. */
    private static final int CHECKED = 5;

    private static final String FORMAT_FILE = "format.json";

    private static final int SHARDS = 256;

    private static final Pattern FORMAT_RECORD =
            Pattern.compile("\\{\"format\":[0-9]+(,\"crc32c\":\"[0-9a-f]{8}\")?}\\s*");

    private static final int LONGEST_FORMAT = 64;

    /** The name of an empty file by which a folder is there also in a copy that is made of files. */
    static final String KEEP = ".keep";

    private static final String LOCK = "lock";

    /** The folder of objects, in the data directory. */
    static final String OBJECTS = "objects";

    private static final String TEMPORARIES = "tmp";

    private static final String JOURNALS = "journal";

    private static final String PACKS = "packs";

    private static final Set<String> OWN_FOLDERS =
            Set.of(TEMPORARIES, JOURNALS, PACKS, OBJECTS, "tokens", "accounts", "sessions", "audit", "apps");

    /** What may be there of an opening that was cut short. */
    private static final Set<String> OWN_NAMES =
            Stream.concat(Stream.of(LOCK), OWN_FOLDERS.stream()).collect(Collectors.toUnmodifiableSet());

    private final Path root;
    private final StoreLock lock;
    private final EntryTable entries;
    private final Journal journal;
    private final Disk disk;

    /** Whether every project's record has an id. */
    private boolean allIdsAllotted;

    /** Whether every record that can be read has a checksum. */
    private boolean allChecked;

    private DataDirectory(Path root, StoreLock lock, Executor syncs) {
        this.root = root;
        this.lock = lock;
        TemporaryNames names = new TemporaryNames(temporaries(root));
        this.entries = new EntryTable(root.resolve(PACKS), names::next);
        this.journal = new Journal(root, root.resolve(JOURNALS), entries, syncs);
        this.disk = new Disk(root, names, journal, syncs);
    }

    /**
     * Opens a directory, which is made if it isn't there.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_IN_USE}; {@link ErrorCode#STORAGE_FAILED} also if its format
     *     is a newer one; {@link ErrorCode#STORAGE_DAMAGED} also if a folder is missing that every store has
     */
    static DataDirectory open(Path folder, Executor syncs) {
        try {
            Path root = make(folder.toAbsolutePath().normalize());
            requireOwn(root);
            StoreLock lock = StoreLock.acquire(root);
            boolean open = false;
            try {
                DataDirectory directory = new DataDirectory(root, lock, syncs);
                OptionalLong format = directory.format();
                if (format.isPresent()) {
                    directory.requireComplete(format.getAsLong());
                    directory.sweepTemporaries();
                } else {
                    directory.requireEmpty();
                }
                directory.makeLayout(format);
                if (lock.wasLeftUnsettled()) {
                    directory.syncNames();
                }
                directory.allotMissingIds();
                AlwaysThere alwaysThere = directory.alwaysThere();
                directory.openEntries();
                directory.addMissingChecksums();
                // From here on nothing fails: the journal is open.
                directory.disk.opened(alwaysThere);
                open = true;
                return directory;
            } finally {
                if (!open) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_FAILED, "can't open data directory " + folder + ": " + e, e);
        }
    }

    private void openEntries() throws IOException {
        boolean open = false;
        try {
            entries.open();
            journal.open();
            open = true;
        } finally {
            if (!open) {
                entries.close();
            }
        }
    }

    /** Whether a directory was completely made into a store. */
    static boolean isStore(Path folder) {
        return Files.exists(folder.resolve(FORMAT_FILE));
    }

    /**
     * Whether a folder has what a store's has, be it a copy or a backup, which may have left out empty folders and the lock.
     */
    static boolean isLikeStore(Path folder) throws IOException {
        Path format = folder.resolve(FORMAT_FILE);
        return Files.isRegularFile(format, LinkOption.NOFOLLOW_LINKS)
                && OWN_FOLDERS.stream().map(folder::resolve).anyMatch(Files::isDirectory)
                && Files.size(format) < LONGEST_FORMAT
                && FORMAT_RECORD
                        .matcher(Files.readString(format, StandardCharsets.ISO_8859_1))
                        .matches();
    }

    private static Path make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.getParent();
            if (parent != null) {
                make(parent);
            }
            try {
                Files.createDirectory(folder, PlainFiles.folderAttributes(folder));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
            if (parent != null) {
                PlainFiles.syncFolder(parent);
            }
        }
        return folder.toRealPath();
    }

    /** The format, which this code reads, of what is a store already. */
    private OptionalLong format() {
        Path file = root.resolve(FORMAT_FILE);
        Optional<byte[]> bytes = disk.read(file);
        if (bytes.isEmpty()) {
            return OptionalLong.empty();
        }
        long format = Records.decode(bytes.get(), false, json -> json.number("format"), e -> disk.damaged(file, e));
        if (format < 1 || format > FORMAT) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_FAILED,
                    "data directory " + root + " has format " + format + ", but this version reads formats up to "
                            + FORMAT + " only: use the version that wrote it, or a newer one");
        }
        if (format >= CHECKED && !Checksum.check(bytes.get())) {
            throw disk.damaged(file, "it has no checksum");
        }
        return OptionalLong.of(format);
    }

    /**
     * What is not a store is not even locked. Another process may just be making one, though: it adds names of a store only,
     * the lock before any other.
     */
    private static void requireOwn(Path root) throws IOException {
        boolean foreign = !OWN_NAMES.containsAll(names(root));
        boolean filled = !names(root.resolve(TEMPORARIES)).isEmpty()
                || !names(root.resolve(JOURNALS)).isEmpty();
        if ((foreign || filled && !Files.exists(root.resolve(LOCK))) && !isStore(root)) {
            throw notEmpty(root);
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What is not a store is not touched: somebody's {@code tmp} could be in it. */
    private void requireEmpty() {
        if (!OWN_NAMES.containsAll(disk.names(root))
                || !disk.names(temporaries()).isEmpty()
                || !disk.names(journals()).isEmpty()) {
            throw notEmpty(root);
        }
    }

    private static ConfigStoreException notEmpty(Path root) {
        return new ConfigStoreException(
                ErrorCode.STORAGE_FAILED,
                "data directory " + root + " is not empty and not a store: name a new or an empty folder");
    }

    /**
     * Refuses what is a store in part, such as a backup that is half restored. Made anew, a folder would say that there was
     * nothing in it, and what only its records refer to would be swept. Sessions alone can be done without.
     */
    private void requireComplete(long format) {
        // Earlier formats may be older than the other folders.
        List<Path> folders = new ArrayList<>(List.of(users()));
        if (format >= PACKS_KNOWN) {
            folders.add(packs());
            folders.addAll(isUpgrading() ? List.of() : List.of(objects(), tokens(), accounts(), audit()));
        }
        List<String> missing = folders.stream()
                .filter(folder -> !Files.isDirectory(folder))
                .map(folder -> PlainFiles.relative(root, folder))
                .toList();
        if (!missing.isEmpty()) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_DAMAGED,
                    "data directory " + root + " is damaged: without " + String.join(", ", missing)
                            + ": restore what is missing from a backup; only if there was nothing in it, make an empty folder");
        }
    }

    /** The folders that every store has. */
    private List<Path> folders() {
        return List.of(
                temporaries(), journals(), packs(), objects(), tokens(), accounts(), sessions(), audit(), users());
    }

    private AlwaysThere alwaysThere() throws IOException {
        return new AlwaysThere(root, root.resolve(FORMAT_FILE), folders());
    }

    private void sweepTemporaries() throws IOException {
        for (String name : disk.names(temporaries())) {
            PlainFiles.deleteAll(temporaries().resolve(name));
        }
    }

    /**
     * The format comes last: with it the layout is complete, and durable. That of an earlier version becomes the one that
     * refuses those who know no packs, before there is anything in any.
     */
    private void makeLayout(OptionalLong format) {
        disk.makeFolders(root, folders().toArray(Path[]::new));
        if (disk.names(objects()).size() < SHARDS + 1) {
            disk.makeFolders(objects(), shards().toArray(Path[]::new));
        }
        if (format.isEmpty() || format.getAsLong() < FORMAT) {
            // Else a backup that leaves out empty folders would be taken for one that lacks what was in them.
            disk.create(packs().resolve(KEEP), new byte[0]);
            disk.create(objects().resolve(KEEP), new byte[0]);
        }
        if (format.isEmpty()) {
            write(FORMAT);
        } else if (format.getAsLong() < FORMAT) {
            disk.replace(upgrading(), new byte[0], () -> {});
            write(FORMAT);
        }
    }

    private void write(int format) {
        disk.replace(
                root.resolve(FORMAT_FILE),
                JsonRecord.writeChecked(json -> json.writeNumberProperty("format", format)),
                () -> {});
    }

    private Path upgrading() {
        return root.resolve("upgrading");
    }

    /** Whether there may be something that an earlier version has left, and this one keeps otherwise. */
    boolean isUpgrading() {
        return Files.exists(upgrading());
    }

    /** Notes that nothing is left of earlier versions. */
    void upgraded() {
        if (allIdsAllotted && allChecked) {
            disk.delete(upgrading(), () -> {});
        }
    }

    /**
     * Gives an id to each project that an earlier version made. While a project's record can't be read, the next opening
     * looks again.
     */
    private void allotMissingIds() {
        allIdsAllotted = !isUpgrading() || new ProjectFolders(this).allotMissingIds();
    }

    /**
     * Gives the records of an earlier version checksums. Where that fails, as on a full disk, they are read without, and the
     * next opening goes on.
     */
    private void addMissingChecksums() {
        if (!isUpgrading()) {
            disk.requireChecksums();
            allChecked = true;
            return;
        }
        try {
            // Nothing that it names comes back in another one's place.
            journal.checkpoint();
            MissingChecksums records = new MissingChecksums(disk);
            records.folder(tokens(), Records::token);
            records.folder(sessions(), Records::session);
            records.folder(accounts(), Records::account);
            records.file(migration(), FileSystemMigrationMark::decode);
            for (Path owner : folders(users())) {
                for (Path project : folders(owner)) {
                    ProjectFolder.noteRecords(project, records);
                }
                for (Path grave : folders(owner.resolve(ProjectFolders.GRAVES))) {
                    ProjectFolder.noteRecords(grave, records);
                }
            }
            records.append();
            allChecked = true;
        } catch (IOException | ConfigStoreException e) {
            allChecked = false;
        }
    }

    /**
     * Makes the names of all records durable, before anybody is answered with what a process has left that died: it may
     * have died before it had synced them. The journal sees to what it names, and a {@link ObjectShard} to its blobs.
     */
    private void syncNames() throws IOException {
        List<Path> folders = new ArrayList<>(List.of(tokens(), accounts(), sessions(), audit(), users()));
        for (Path owner : folders(users())) {
            folders.add(owner);
            for (Path project : folders(owner)) {
                folders.add(project);
                folders.addAll(folders(project));
            }
        }
        disk.sync(folders.stream().map(folder -> () -> PlainFiles.syncFolder(folder)));
    }

    private List<Path> folders(Path folder) {
        return disk.names(folder).stream()
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .toList();
    }

    Disk disk() {
        return disk;
    }

    static Path temporaries(Path root) {
        return root.resolve(TEMPORARIES);
    }

    private Path temporaries() {
        return temporaries(root);
    }

    private Path journals() {
        return root.resolve(JOURNALS);
    }

    private Path packs() {
        return root.resolve(PACKS);
    }

    /** The entries that are kept by their keys. */
    EntryTable entries() {
        return entries;
    }

    Path objects() {
        return root.resolve(OBJECTS);
    }

    /** The folders of the blobs by the first byte of their id. */
    Stream<Path> shards() {
        return IntStream.range(0, SHARDS).mapToObj(i -> objects().resolve("%02x".formatted(i)));
    }

    Path tokens() {
        return root.resolve("tokens");
    }

    Path accounts() {
        return root.resolve("accounts");
    }

    Path sessions() {
        return root.resolve("sessions");
    }

    Path audit() {
        return root.resolve("audit");
    }

    Path migration() {
        return root.resolve("migrating.json");
    }

    Path users() {
        return root.resolve("apps").resolve("site-builder").resolve("user");
    }

    /**
     * Returns if the directory is there and can be written, as far as is known: what a write has failed at is tried again.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE}
     */
    void checkReachable() {
        try {
            disk.changing("reach", root, () -> Files.readAllBytes(root.resolve(FORMAT_FILE)));
            disk.requireWritable();
        } catch (ConfigStoreException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, e.getMessage(), e);
        }
        if (!Files.isWritable(temporaries())) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_UNAVAILABLE, "data directory " + root + " can't be written");
        }
    }

    /**
     * Ends changes and releases the directory. If the journal can't be emptied, that is left to the
     * next opening.
     */
    @Override
    public void close() {
        if (!disk.close()) {
            return;
        }
        try (lock) {
            entries.stopMerging();
            journal.close();
            if (disk.isSettled()) {
                lock.settled();
            }
        } catch (IOException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "can't close data directory " + root, e);
        } finally {
            entries.close();
        }
    }
}
