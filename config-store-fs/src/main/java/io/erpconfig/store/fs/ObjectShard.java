package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
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

    /** What is found under the name of a blob. */
    enum Found {
        NOTHING,
        /** Other bytes: damage from outside; bytes that come again are the chance to heal it. */
        DAMAGED,
        SOUND
    }

    /** Compares what is there with a blob in a temporary file. */
    Found find(Path temp, String name) throws IOException {
        if (!Files.exists(file(name))) {
            return Found.NOTHING;
        }
        try {
            return Files.mismatch(file(name), temp) < 0 ? Found.SOUND : Found.DAMAGED;
        } catch (NoSuchFileException e) {
            return Found.NOTHING;
        }
    }

    /**
     * Gives a temporary file its name, unless the blob is there; then that one counts as stored now, and the temporary
     * file is deleted.
     *
     * @param found   what was there when this was asked before; unless it is {@link Found#SOUND}, the temporary file is
     *     durable
     * @return what {@link #makeDurable} wants to know
     */
    long publish(Path temp, String name, Found found, Instant now) throws IOException {
        lock.lock();
        try {
            if (found != Found.DAMAGED && Files.exists(file(name))) {
                PlainFiles.setTime(file(name), now);
                Files.delete(temp);
                return published;
            }
            if (found == Found.SOUND) {
                // It has been swept since.
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
