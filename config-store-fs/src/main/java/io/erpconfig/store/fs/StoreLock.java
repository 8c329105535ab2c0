package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock that keeps a data directory for one opener: it is on its file {@code lock}, which the operating system gives
 * up with the process, however that ends. The process's id is written in the file: for people, and as a sign, until it
 * is taken out again, that names in the directory may not be durable. Nobody has to make the sign itself durable: after
 * a loss of power all that is found is.
 */
final class StoreLock implements AutoCloseable {

    /**
     * The directories that this JVM has open. Asked before the file is touched, because with POSIX locks closing any
     * channel of the file, such as a second opener's, gives up the lock of the first.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;
    private final boolean leftUnsettled;

    private StoreLock(Path folder, FileChannel channel, boolean leftUnsettled) {
        this.folder = folder;
        this.channel = channel;
        this.leftUnsettled = leftUnsettled;
    }

    /**
     * Locks a data directory.
     *
     * @param folder as a real path, so that one directory has one name
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_IN_USE}
     */
    static StoreLock acquire(Path folder) throws IOException {
        if (!HELD.add(folder)) {
            throw inUse(folder, "this process (" + ProcessHandle.current().pid() + ")");
        }
        boolean held = false;
        try {
            StoreLock lock = lock(folder);
            held = true;
            return lock;
        } finally {
            if (!held) {
                HELD.remove(folder);
            }
        }
    }

    private static StoreLock lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve("lock"),
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                PlainFiles.fileAttributes(folder));
        boolean held = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(folder, "process " + readPid(channel));
            }
            boolean leftUnsettled = channel.size() > 0;
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            PlainFiles.writeFully(channel, ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            held = true;
            return new StoreLock(folder, channel, leftUnsettled);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static String readPid(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(32);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
        return text.matches("[0-9]+") ? text : "(unknown)";
    }

    private static ConfigStoreException inUse(Path folder, String by) {
        return new ConfigStoreException(
                ErrorCode.STORAGE_IN_USE,
                "data directory " + folder + " is in use by " + by
                        + ": stop that first, or choose another data directory");
    }

    /** Whether the last one who had the directory has not {@linkplain #settled() said} that all of it is durable. */
    boolean wasLeftUnsettled() {
        return leftUnsettled;
    }

    /** Notes that all names in the directory are durable, and stay as they are. */
    void settled() throws IOException {
        channel.truncate(0);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(folder);
        }
    }
}
