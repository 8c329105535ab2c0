package io.erpconfig.store.fs;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A data directory that this process has locked and brought into shape.
 *
 * <pre>
 * format.json                                      the layout's version
 * lock                                             held while the store is open
 * tmp/                                             on their way in, or out; emptied when the store is opened
 * objects/ab/{sha256}                              blobs
 * tokens/{id}.json, tokens/last-used.json
 * accounts/{name}.json, accounts/.removed
 * apps/site-builder/user/{owner}/.deleted/…        deleted projects
 * apps/site-builder/user/{owner}/{repoId}/
 *     project.json                                 with the default branch; its coming into being makes the project
 *     branches/{name}.json                         other branches
 *     deleted/{milliseconds}-{branch id}.json      deleted branches
 *     log/{branch id}/v0001.json                   snapshots
 * </pre>
 */
final class DataDirectory implements AutoCloseable {

    /** The version of the layout that this code reads and writes. */
    private static final int FORMAT = 1;

    private static final int SHARDS = 256;

    /** What may be there of an opening that was cut short. */
    private static final Set<String> OWN_NAMES = Set.of("lock", "tmp", "objects", "tokens", "accounts", "apps");

    private final Path root;
    private final StoreLock lock;
    private final Disk disk;

    private DataDirectory(Path root, StoreLock lock, Executor syncs) {
        this.root = root;
        this.lock = lock;
        this.disk = new Disk(root, root.resolve("tmp"), syncs);
    }

    /**
     * Opens a directory, which is made if it isn't there.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_IN_USE}; {@link ErrorCode#STORAGE_FAILED} also if its format
     *     is a newer one
     */
    static DataDirectory open(Path folder, Executor syncs) {
        try {
            Path root = make(folder.toAbsolutePath().normalize());
            StoreLock lock = StoreLock.acquire(root);
            boolean open = false;
            try {
                DataDirectory directory = new DataDirectory(root, lock, syncs);
                if (directory.isFormatted()) {
                    directory.sweepTemporaries();
                } else {
                    directory.requireEmpty();
                }
                directory.makeLayout();
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

    /** Whether it is a store already, of a format that this code reads. */
    private boolean isFormatted() {
        Path file = root.resolve("format.json");
        Optional<byte[]> bytes = disk.read(file);
        if (bytes.isPresent()) {
            long format = Records.decode(disk, file, bytes.get(), json -> json.number("format"));
            if (format != FORMAT) {
                throw new ConfigStoreException(
                        ErrorCode.STORAGE_FAILED,
                        "data directory " + root + " has format " + format + ", but this version reads format " + FORMAT
                                + " only: use the version that wrote it, or a newer one");
            }
        }
        return bytes.isPresent();
    }

    /** What is not a store is not touched: somebody's {@code tmp} could be in it. */
    private void requireEmpty() {
        List<String> foreign = new ArrayList<>(disk.names(root));
        foreign.removeAll(OWN_NAMES);
        if (!foreign.isEmpty() || !disk.names(temporaries()).isEmpty()) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_FAILED,
                    "data directory " + root + " is not empty and not a store: name a new or an empty folder");
        }
    }

    private void sweepTemporaries() throws IOException {
        for (String name : disk.names(temporaries())) {
            PlainFiles.deleteAll(temporaries().resolve(name));
        }
    }

    /** The format comes last: with it the layout is complete, and durable. */
    private void makeLayout() {
        disk.makeFolders(root, temporaries(), objects(), tokens(), accounts(), users());
        if (disk.names(objects()).size() < SHARDS) {
            disk.makeFolders(objects(), shards().toArray(Path[]::new));
        }
        disk.create(root.resolve("format.json"), JsonRecord.write(json -> json.writeNumberProperty("format", FORMAT)));
    }

    Disk disk() {
        return disk;
    }

    private Path temporaries() {
        return root.resolve("tmp");
    }

    Path objects() {
        return root.resolve("objects");
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

    Path users() {
        return root.resolve("apps").resolve("site-builder").resolve("user");
    }

    /** @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} */
    void checkReachable() {
        try {
            disk.changing("reach", root, () -> Files.readAllBytes(root.resolve("format.json")));
        } catch (ConfigStoreException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, e.getMessage(), e);
        }
        if (!Files.isWritable(temporaries())) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_UNAVAILABLE, "data directory " + root + " can't be written");
        }
    }

    /** Ends changes and gives the directory to whoever wants it next. */
    @Override
    public void close() {
        if (!disk.close()) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "can't unlock data directory " + root, e);
        }
    }
}
