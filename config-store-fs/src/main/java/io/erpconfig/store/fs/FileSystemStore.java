package io.erpconfig.store.fs;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.spi.Storage;
import io.erpconfig.core.spi.StorePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Opens stores on plain directories. One process at a time has a directory open; a lock sees to that.
 *
 * <p>Whatever a method has answered is on the disk, synced: bytes, names and the folders that hold the names. What a
 * process has left that died is synced before the next one answers with it. Records and the live snapshot of each
 * branch are kept in memory as they are loaded, and change there when they have changed on the disk. Files are their
 * owner's alone (0600, folders 0700), have ASCII names, and say what they are in JSON, so a copy of the directory of a
 * stopped store is a backup.
 *
 * <p>If the very last step of a change fails, the sync of a folder, then a new record is taken back; replacing and
 * removing can't be, and count from then on although the caller is told {@link ErrorCode#STORAGE_FAILED}. If taking
 * back or syncing fails too, both are done before anything else is made, which fails as long as they do. Should the
 * process die, or the power fail, before that, what was reported as failed may be found, as a whole. On Windows, where
 * a folder can't be synced, the file system's journal stands in for it.
 *
 * <p>Records that can't be read are {@link ErrorCode#STORAGE_DAMAGED} where they could matter to the answer, with their
 * names relative to the data directory; the other records are served.
 *
 * <p>While the directory is away, moved or unmounted, nothing counts as absent that isn't found, and nothing is
 * changed: that is {@link ErrorCode#STORAGE_UNAVAILABLE}. What is in memory is answered from there.
 */
public final class FileSystemStore {

    private FileSystemStore() {}

    /**
     * {@link #open(Path, Clock, Executor)} with the system's clock and no threads but the callers'.
     *
     * @throws ConfigStoreException as there
     */
    public static ConfigStore open(Path dataDir) {
        return open(dataDir, Clock.systemUTC(), Runnable::run);
    }

    /**
     * Opens a data directory, which is made if it isn't there. Reads no record yet.
     *
     * @param dataDir  where everything is kept
     * @param clock    dates blobs as they are stored
     * @param executor runs syncs of independent files side by side, and now and then writes when tokens and sessions
     *                 were used;
     *                 {@code Runnable::run} will do, {@linkplain java.util.concurrent.ForkJoinPool#commonPool the common
     *                 pool} should not: the tasks wait for the disk
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_IN_USE} if it is open already, here or in another process;
     *     {@link ErrorCode#STORAGE_FAILED} if it can't be used, or is of a newer format; {@link
     *     ErrorCode#STORAGE_DAMAGED} if a folder is missing that every store has
     */
    public static ConfigStore open(Path dataDir, Clock clock, Executor executor) {
        requireNonNull(clock, "clock");
        requireNonNull(executor, "executor");
        DataDirectory directory = DataDirectory.open(dataDir, executor);
        ProjectFolders folders = new ProjectFolders(directory);
        FileSystemAuditLog audit = new FileSystemAuditLog(directory);
        FileSystemTokenRegistry tokens = new FileSystemTokenRegistry(directory, audit, clock, executor);
        FileSystemSessionRegistry sessions = new FileSystemSessionRegistry(directory, clock, executor);
        Storage storage = new Storage() {
            @Override
            public void checkReachable() {
                directory.checkReachable();
            }

            @Override
            public void close() {
                // Whatever the first of them runs into, the directory is given up.
                try (directory) {
                    tokens.close();
                    sessions.close();
                }
            }
        };
        FileSystemBlobStore blobs = new FileSystemBlobStore(directory, clock);
        upgrade(directory, folders, blobs, executor);
        FileSystemSnapshotLog snapshots = new FileSystemSnapshotLog(folders, directory::isUpgrading);
        return new ConfigStore(new StorePorts(
                blobs,
                snapshots,
                new FileSystemCommits(folders, new CommitParts(directory.disk(), blobs, audit), snapshots),
                new FileSystemProjectCatalog(folders, audit),
                tokens,
                new FileSystemAccountRegistry(directory),
                sessions,
                audit,
                audit,
                new FileSystemMigrationMark(directory),
                storage));
    }

    /** Moves what an earlier version has left to where this one keeps it; where that ends, the next opening goes on. */
    private static void upgrade(
            DataDirectory directory, ProjectFolders folders, FileSystemBlobStore blobs, Executor executor) {
        if (!directory.isUpgrading()) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    EntryMove move = new EntryMove(directory.disk(), directory.entries());
                    folders.all().forEach(folder -> folder.moveFiles(move));
                    blobs.moveFiles(move);
                    if (!move.hasLeft()) {
                        directory.upgraded();
                    }
                } catch (ConfigStoreException e) {
                    // The store was closed, or its disk has failed: all of it can be read where it is.
                }
            });
        } catch (RejectedExecutionException e) {
            // All of it can be read where it is.
        }
    }

    /** {@link #open(Path, Clock, Executor)} of a store that is there: else nothing is made, and nothing returned. */
    public static Optional<ConfigStore> openExisting(Path dataDir, Clock clock, Executor executor) {
        return DataDirectory.isStore(dataDir) ? Optional.of(open(dataDir, clock, executor)) : Optional.empty();
    }

    /** Whether a folder is a data directory or looks like a copy of one, which holds hashes of tokens and passwords. */
    public static boolean isDataDirectory(Path folder) throws IOException {
        return DataDirectory.isLikeStore(folder);
    }

    /**
     * The folder of a data directory for what is temporary: readable by its owner alone, and emptied when the store is
     * opened.
     */
    public static Path temporaries(Path dataDir) {
        return DataDirectory.temporaries(dataDir);
    }
}
