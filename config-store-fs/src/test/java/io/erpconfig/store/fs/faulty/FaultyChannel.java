package io.erpconfig.store.fs.faulty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A channel of a file, or of a folder, which can be forced only. */
final class FaultyChannel extends FileChannel {

    private final FaultyFileSystem system;
    private final Path path;
    private final Inode inode;
    private final boolean reads;
    private final boolean writes;
    private final boolean appends;
    private final boolean syncs;
    private long position;
    private boolean locks;

    FaultyChannel(FaultyFileSystem system, Path path, Inode inode, Set<? extends OpenOption> options) {
        this.system = system;
        this.path = path;
        this.inode = inode;
        this.appends = options.contains(StandardOpenOption.APPEND);
        this.writes = appends || options.contains(StandardOpenOption.WRITE);
        this.reads = !writes || options.contains(StandardOpenOption.READ);
        system.opened();
        this.syncs = options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC);
    }

    private DurableFile file() throws IOException {
        if (inode instanceof DurableFile file) {
            return file;
        }
        throw new IOException("Is a directory");
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void checkWritable() throws ClosedChannelException {
        checkOpen();
        if (!writes) {
            throw new NonWritableChannelException();
        }
    }

    // ---- reading

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        checkOpen();
        if (!reads) {
            throw new NonReadableChannelException();
        }
        return system.read(path, () -> file().read(at, into));
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        int read = read(into, position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public synchronized long read(ByteBuffer[] into, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                int read = read(into[i]);
                if (read < 0) {
                    return total == 0 ? -1 : total;
                }
                total += read;
            }
        }
        return total;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return system.read(path, () -> file().size());
    }

    // ---- writing

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        checkWritable();
        int written;
        try {
            written = system.change(Operation.WRITE, path, () -> writeWhatFits(from, at, from.remaining()));
        } catch (IOException e) {
            if (FaultyFileSystem.BROKEN.equals(e.getMessage())) {
                system.afterFailure(() -> writeWhatFits(from.duplicate(), at, from.remaining() / 2));
            }
            throw e;
        }
        if (syncs) {
            force(true);
        }
        return written;
    }

    private int writeWhatFits(ByteBuffer from, long at, int length) throws IOException {
        long over = Math.max(0, at + length - Math.max(at, file().size()));
        long gap = Math.max(0, at - file().size());
        long more = over + gap;
        int fits = more == 0
                ? length
                : length - (int) over + Math.max(0, system.roomFor(Operation.WRITE, path, more) - (int) gap);
        byte[] bytes = new byte[fits];
        from.get(bytes);
        system.volume().write(file(), at, bytes);
        return fits;
    }

    @Override
    public synchronized int write(ByteBuffer from) throws IOException {
        if (appends) {
            position = size();
        }
        int written = write(from, position);
        position += written;
        return written;
    }

    @Override
    public synchronized long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            while (from[i].hasRemaining()) {
                total += write(from[i]);
            }
        }
        return total;
    }

    @Override
    public synchronized FileChannel truncate(long size) throws IOException {
        checkWritable();
        system.change(Operation.TRUNCATE, path, () -> {
            system.volume().cut(file(), size);
            return true;
        });
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        checkOpen();
        system.awaitForce();
        Operation operation = inode instanceof DurableFile ? Operation.FORCE_FILE : Operation.FORCE_FOLDER;
        try {
            system.change(operation, path, () -> {
                if (system.isReadOnlyNow() && !system.volume().isForced(inode)) {
                    throw FaultyFileSystem.error(operation, path, FaultyFileSystem.READ_ONLY);
                }
                system.volume().force(inode);
                return true;
            });
        } catch (IOException e) {
            system.afterFailure(() -> {
                system.volume().lose(inode);
                return true;
            });
            throw e;
        }
    }

    // ---- the rest

    @Override
    public synchronized long position() throws IOException {
        checkOpen();
        return position;
    }

    @Override
    public synchronized FileChannel position(long newPosition) throws IOException {
        checkOpen();
        position = newPosition;
        return this;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, Math.max(0, size() - from)));
        read(bytes, from);
        return target.write(bytes.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
        source.read(bytes);
        return write(bytes.flip(), at);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
        throw new UnsupportedOperationException("a file in memory is not mapped");
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) throws IOException {
        return tryLock(at, size, shared);
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) throws IOException {
        checkOpen();
        return system.read(path, () -> {
            if (!system.locked.add(file())) {
                throw new OverlappingFileLockException();
            }
            locks = true;
            return new FileLock(this, at, size, shared) {
                @Override
                public boolean isValid() {
                    return locks && isOpen();
                }

                @Override
                public void release() {
                    unlock();
                }
            };
        });
    }

    private void unlock() {
        synchronized (system.volume()) {
            if (locks && inode instanceof DurableFile file) {
                system.locked.remove(file);
                locks = false;
            }
        }
    }

    @Override
    protected void implCloseChannel() {
        system.closed();
        unlock();
    }
}
