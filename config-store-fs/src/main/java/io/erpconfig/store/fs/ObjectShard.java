package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One folder of blobs. A blob's modification time is when it was last stored; what is put and what is swept are kept
 * apart by the shard's lock. Safe for any number of threads.
 */
final class ObjectShard {

    private final Path folder;
    private final Lock lock = new ReentrantLock();
    private final Lock syncing = new ReentrantLock();

    /** How many names this process has put here. */
    private volatile long published;

    /** How many of them are durable; -1 as long as it is open whether those found here at the start are. */
    private volatile long durable = -1;

    ObjectShard(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Whether a blob is there in full. */
    boolean holds(String name, long size) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(file(name), BasicFileAttributes.class);
            // Another size is damage from outside; bytes that come again are the chance to heal it.
            return found.size() == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Gives a temporary file its name, unless the blob is there; then that one counts as stored now.
     *
     * @param synced whether the temporary file is durable already
     * @return what {@link #makeDurable} wants to know
     */
    long publish(Path temp, String name, boolean synced, Instant now) throws IOException {
        lock.lock();
        try {
            if (holds(name, Files.size(temp))) {
                Files.setLastModifiedTime(file(name), FileTime.from(now));
                return published;
            }
            if (!synced) {
                // It was there when this was asked first, and has been swept since.
                PlainFiles.syncFile(temp);
            }
            Files.move(temp, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            published = published + 1;
            return published;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when all names that were here at a {@link #publish} are durable; one sync may serve many callers. */
    void makeDurable(long upTo) throws IOException {
        if (durable >= upTo) {
            return;
        }
        syncing.lock();
        try {
            if (durable < upTo) {
                long covered = published;
                PlainFiles.syncFolder(folder);
                durable = covered;
            }
        } finally {
            syncing.unlock();
        }
    }

    /** Deletes a blob that was last stored before a time; returns its size if it did. */
    OptionalLong free(String name, Instant before) throws IOException {
        lock.lock();
        try {
            BasicFileAttributes found = Files.readAttributes(file(name), BasicFileAttributes.class);
            if (!found.lastModifiedTime().toInstant().isBefore(before)) {
                return OptionalLong.empty();
            }
            Files.delete(file(name));
            return OptionalLong.of(found.size());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }
}
