package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Changes to the data directory that are atomic, and durable when they return. Content is written to a temporary file
 * and synced before it gets its name; then the folder is synced, without which the name could be lost. Where folders
 * can't be synced (Windows) the file system's own journal has to do.
 *
 * <p>An {@link IOException} becomes {@link ErrorCode#STORAGE_FAILED} here, with the file's name relative to the data
 * directory. If it was the last step that failed, the sync of the folder, the name is there but may be lost with the
 * machine's power; then a file that is new is taken away again, so that nothing has changed, while a change that has no
 * way back is reported to its {@code taken} callback nevertheless: memory goes by what a restart would find. What can't be
 * done of that at once is done before something else is made: see {@link Repairs}.
 *
 * <p>Safe for any number of threads; callers see to it that no two change the same file at once. After {@link #close}
 * nothing is changed any more, because by then the directory may be another process's.
 */
final class Disk {

    private final Path root;
    private final TemporaryNames temporaries;
    private final Journal journal;
    private final Syncs syncs;
    private final Repairs repairs;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private boolean closed;

    /** Whether every record has a checksum: not before an earlier version's have been given one. */
    private volatile boolean checksumsDue;

    /** Null while the directory is being opened. */
    private volatile @Nullable AlwaysThere alwaysThere;

    /**
     * @param root        the data directory
     * @param temporaries names for temporary files in it
     * @param journal     where what is small is made durable
     */
    Disk(Path root, TemporaryNames temporaries, Journal journal, Executor syncs) {
        this.root = root;
        this.temporaries = temporaries;
        this.journal = journal;
        this.syncs = new Syncs(syncs);
        this.repairs = new Repairs(root);
    }

    /** From now on what isn't found is absent, and changes are made, only while this is there. */
    void opened(AlwaysThere found) {
        alwaysThere = found;
    }

    /** From now on a record without a checksum is damaged. */
    void requireChecksums() {
        checksumsDue = true;
    }

    boolean checksumsDue() {
        return checksumsDue;
    }

    /**
     * Returns if a file that isn't found, or what isn't found in a folder, is absent indeed.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if it is the data directory that isn't there
     */
    void requireAbsent(Path file) {
        try {
            requireThere(file);
        } catch (IOException e) {
            throw failed("find", file, e);
        }
    }

    private void requireThere(Path file) throws IOException {
        AlwaysThere known = alwaysThere;
        if (known != null) {
            known.require(file);
        }
    }

    // ---- reading

    /**
     * Returns if the directory is there that something was read from by an open channel.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE}
     */
    void requirePresent(Path file) {
        requireAbsent(file);
    }

    /** A file's bytes; empty if it isn't there. */
    Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            requireAbsent(file);
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    /** The names in a folder, in no order; none if it isn't there. */
    List<String> names(Path folder) {
        List<String> names = new ArrayList<>();
        forEachName(folder, names::add);
        return names;
    }

    /** Calls back for each name in a folder, without holding them all; what is there only for a part of the time too. */
    void forEachName(Path folder, Consumer<String> each) {
        boolean empty = true;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                empty = false;
                each.accept(entry.getFileName().toString());
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // None, as in an empty folder.
        } catch (IOException e) {
            throw failed("list", folder, e);
        } catch (DirectoryIteratorException e) {
            throw failed("list", folder, e.getCause());
        }
        if (empty) {
            requireAbsent(folder); // An empty one could be that of another store in this one's place.
        }
    }

    /** Runs what reads a folder's files side by side. */
    void sideBySide(Path folder, List<? extends Syncs.Task> tasks) {
        try {
            syncs.all(tasks);
        } catch (IOException e) {
            throw failed("read", folder, e);
        }
    }

    // ---- changing

    /** A change of a file: what {@link #changing} runs. */
    @FunctionalInterface
    interface Change<T> {
        T run() throws IOException;
    }

    /** Runs a change while the data directory is this process's, and there. */
    <T> T changing(String verb, Path file, Change<T> change) {
        gate.readLock().lock();
        try {
            if (closed) {
                throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, "the store is closed");
            }
            requireThere(file);
            return change.run();
        } catch (IOException e) {
            throw failed(verb, file, e);
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Returns if nothing is known that would keep a change from being made; what has failed before is tried again. */
    void requireWritable() {
        changing("write", root, () -> {
            repairs.run();
            journal.requireWritable();
            return true;
        });
    }

    /** Makes folders and those between them and {@code base}, which is durable already. */
    void makeFolders(Path base, Path... folders) {
        changing("make folders in", base, () -> {
            Set<Path> parents = new LinkedHashSet<>();
            for (Path folder : folders) {
                Path parent = base;
                for (Path name : base.relativize(folder)) {
                    parents.add(parent);
                    parent = parent.resolve(name);
                    try {
                        Files.createDirectory(parent, PlainFiles.folderAttributes(root));
                    } catch (FileAlreadyExistsException e) {
                        // By another thread or an earlier process, and not necessarily synced: done below in any case.
                    }
                }
            }
            sync(parents.stream().map(parent -> () -> PlainFiles.syncFolder(parent)));
            return true;
        });
    }

    /** Makes a file. Returns false, and changes nothing, if there is one of that name. */
    boolean create(Path file, byte[] bytes) {
        return changing("write", file, () -> {
            repairs.run();
            if (Files.exists(file)) {
                return false;
            }
            // Nothing that was there before is deleted once more in this one's place.
            if (journal.names(file)) {
                journal.checkpoint();
            }
            Path temp = writeTemporary(bytes, true);
            try {
                if (!publish(temp, file)) {
                    return false;
                }
            } finally {
                discard(temp);
            }
            try {
                PlainFiles.syncFolder(file.getParent());
            } catch (IOException e) {
                repairs.takeAway(file, e);
                throw e;
            }
            return true;
        });
    }

    /** Gives a temporary file its name unless there is one of that name. */
    private static boolean publish(Path temp, Path file) throws IOException {
        try {
            Files.createLink(file, temp);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // No hard links here. A look and a rename are as good as long as this process alone has the directory,
            // which the lock sees to, and one thread at a time this name, which the caller does.
            if (Files.exists(file)) {
                return false;
            }
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    /** Undoes something, as far as that is possible. */
    static void takeBack(Syncs.Task undoing, Throwable why) {
        try {
            undoing.run();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Puts a file in the place of one that may be there. */
    void replace(Path file, byte[] bytes, Runnable taken) {
        changing("write", file, () -> {
            repairs.run();
            // Nothing that it names comes back in this one's place.
            journal.checkpoint(file);
            Path temp = writeTemporary(bytes, true);
            try {
                Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                discard(temp);
                throw e;
            }
            syncAsTheLastStep(taken, file.getParent());
            return true;
        });
    }

    /** Deletes a file that is there. */
    void delete(Path file, Runnable taken) {
        changing("delete", file, () -> {
            journal.checkpoint(file);
            Files.delete(file);
            syncAsTheLastStep(taken, file.getParent());
            return true;
        });
    }

    /** Moves a file or folder that is there to a name that isn't. */
    void move(Path from, Path to, Runnable taken) {
        changing("move", from, () -> {
            journal.checkpoint(from);
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            syncAsTheLastStep(taken, to.getParent(), from.getParent());
            return true;
        });
    }

    /** Makes names durable whose change has no way back, and so counts even if this fails. */
    private void syncAsTheLastStep(Runnable taken, Path... folders) throws IOException {
        IOException failure = null;
        for (Path folder : folders) {
            try {
                PlainFiles.syncFolder(folder);
            } catch (IOException e) {
                repairs.sync(folder, e);
                failure = failure == null ? e : failure;
            }
        }
        taken.run();
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Moves a file or folder as soon as the disk allows it: at the latest before anything is made, by whomever. From a
     * folder that nobody changes to a name that is nobody else's.
     */
    void moveInTime(Path from, Path to) {
        changing("move", from, () -> {
            repairs.move(from, to);
            return repairs.attempt();
        });
    }

    /** Deletes a folder with what is in it, at once as far as anyone can see; its not being there is no error. */
    void deleteTree(Path folder, Runnable taken) {
        if (Files.exists(folder)) {
            Path doomed = newTemporary();
            move(folder, doomed, taken);
            changing("delete", doomed, () -> {
                PlainFiles.deleteAll(doomed);
                return true;
            });
        } else {
            requireAbsent(folder);
        }
    }

    // ---- changing with what the audit trails say of it, in one frame of the journal

    /** {@link #create(Path, byte[])}. */
    boolean create(Path file, byte[] bytes, Said said, Runnable taken) {
        if (said.nothing()) {
            boolean created = create(file, bytes);
            if (created) {
                taken.run();
            }
            return created;
        }
        return changing("write", file, () -> {
            repairs.run();
            if (Files.exists(file)) {
                return false;
            }
            Path temp = writeTemporary(bytes, true);
            JournalEntry.OfFile entry =
                    new JournalEntry.OfFile(PlainFiles.relative(root, file), JournalEntry.OfFile.CREATED, bytes);
            write(new RecordStep(entry, temp, file), temp, said, taken);
            return true;
        });
    }

    /** {@link #replace(Path, byte[], Runnable)} of a file that is there. */
    void replace(Path file, byte[] bytes, Said said, Runnable taken) {
        if (said.nothing()) {
            replace(file, bytes, taken);
            return;
        }
        changing("write", file, () -> {
            repairs.run();
            Path temp = writeTemporary(bytes, true);
            JournalEntry.OfFile entry =
                    new JournalEntry.OfFile(PlainFiles.relative(root, file), JournalEntry.OfFile.REPLACED, bytes);
            write(new RecordStep(entry, temp, file), temp, said, taken);
            return true;
        });
    }

    /** {@link #delete(Path, Runnable)}. */
    void delete(Path file, Said said, Runnable taken) {
        if (said.nothing()) {
            delete(file, taken);
            return;
        }
        changing("delete", file, () -> {
            repairs.run();
            JournalEntry.OfFile entry =
                    new JournalEntry.OfFile(PlainFiles.relative(root, file), JournalEntry.OfFile.DELETED, new byte[0]);
            Path doomed = newTemporary();
            write(new RecordStep(entry, file, doomed), doomed, said, taken);
            return true;
        });
    }

    /** {@link #move(Path, Path, Runnable)}. */
    void move(Path from, Path to, Said said, Runnable taken) {
        if (said.nothing()) {
            move(from, to, taken);
            return;
        }
        changing("move", from, () -> {
            repairs.run();
            // What it names below would be looked for in the old place.
            journal.checkpoint(from);
            byte[] name = PlainFiles.relative(root, to).getBytes(StandardCharsets.US_ASCII);
            JournalEntry.OfFile entry =
                    new JournalEntry.OfFile(PlainFiles.relative(root, from), JournalEntry.OfFile.MOVED, name);
            write(new RecordStep(entry, from, to), newTemporary(), said, taken);
            // What is made in the old place by others is not to be taken for this after a loss of power.
            syncAsTheLastStep(() -> {}, to.getParent(), from.getParent());
            return true;
        });
    }

    /** @param temp is needed no more then */
    private void write(RecordStep step, Path temp, Said said, Runnable taken) throws IOException {
        CommitFrame frame = new CommitFrame(this, new ReentrantLock(), FileSystemBlobStore.IncomingBlobs.NONE);
        frame.add(step);
        frame.add(said);
        frame.whenPlaced(taken);
        try {
            frame.write();
        } finally {
            discard(temp);
        }
    }

    // ---- changing by way of the journal: what is small, and never replaced

    /** What a frame says of an empty file that is to be there. */
    JournalEntry emptyFile(Path file) {
        return new JournalEntry.OfFile(PlainFiles.relative(root, file), JournalEntry.OfFile.WHOLE, new byte[0]);
    }

    /** A file whose end is kept by the journal. */
    GrowingFile growing(Path file) {
        return new GrowingFile(root, file);
    }

    Journal journal() {
        return journal;
    }

    // ---- temporary files and syncs, for those who publish on their own

    /** The folder of temporary files. */
    Path temporaries() {
        return temporaries.folder();
    }

    /** A name for a temporary file: nobody else's. */
    Path newTemporary() {
        return temporaries.next();
    }

    /** Makes an empty file that the journal makes durable, unless it is there. */
    void makeEmptyFile(Path file) throws IOException {
        PlainFiles.makeFolders(root, file.getParent());
        PlainFiles.openToWrite(file).close();
    }

    Path writeTemporary(byte[] bytes, boolean durably) throws IOException {
        Path temp = newTemporary();
        try (FileChannel channel = PlainFiles.openNew(temp)) {
            PlainFiles.writeFully(channel, ByteBuffer.wrap(bytes));
            if (durably) {
                channel.force(true);
            }
            return temp;
        } catch (IOException e) {
            discard(temp);
            throw e;
        }
    }

    /** Closes a file that was written to. */
    void close(FileChannel channel, Path file) {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    /** Deletes a temporary file. If that fails nobody is worse off: it is swept when the store is opened next. */
    void discard(Path temp) {
        gate.readLock().lock();
        try {
            if (!closed) {
                Files.deleteIfExists(temp);
            }
        } catch (IOException e) {
            // Nothing refers to it.
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Runs syncs side by side. */
    void sync(Stream<Syncs.Task> tasks) throws IOException {
        syncs.all(tasks.toList());
    }

    // ---- errors

    ConfigStoreException failed(String verb, Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            requireAbsent(file);
        }
        if (e instanceof DamagedPackException damage) {
            return damaged(damage.pack(), damage.finding());
        }
        String reason = e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
        return new ConfigStoreException(
                ErrorCode.STORAGE_FAILED, "can't " + verb + " " + relative(file) + ": " + reason, e);
    }

    ConfigStoreException damaged(Path file, String finding) {
        return new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, relative(file) + " is damaged: " + finding);
    }

    /** What to say of reading an entry that may be in a pack. */
    ConfigStoreException failed(Path of, IOException e) {
        return failed("read", of, e);
    }

    ConfigStoreException damaged(Path file, RuntimeException why) {
        return new ConfigStoreException(
                ErrorCode.STORAGE_DAMAGED, relative(file) + " is damaged: " + finding(why), why);
    }

    ConfigStoreException damaged(Path file, long line, RuntimeException why) {
        return damaged(file, "line " + line + ": " + finding(why));
    }

    private static String finding(RuntimeException why) {
        // The whole message of a parser has several lines.
        return why instanceof JacksonException json ? json.getOriginalMessage() : why.getMessage();
    }

    private String relative(Path file) {
        return PlainFiles.relative(root, file);
    }

    /** Lets the changes under way end and admits no more. Returns false if that was so already. */
    boolean close() {
        gate.writeLock().lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** Whether all names that were changed are durable, after a last attempt. For the caller that has closed it. */
    boolean isSettled() {
        return repairs.attempt();
    }
}
