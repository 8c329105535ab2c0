package io.erpconfig.server.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is appended to under one name, whatever becomes of it: once it has been renamed or removed, the next write
 * makes a new one. Its user may write it, its group read it. For one thread.
 */
final class RotatedFile extends OutputStream {

    private final Path path;
    private SeekableByteChannel channel;
    /** Tells the open file from another of the same name; null where the file system has nothing that does. */
    private @Nullable Object key;

    /** @throws IOException if the file can't be opened */
    RotatedFile(Path path) throws IOException {
        this.path = path;
        this.channel = open();
        boolean known = false;
        try {
            this.key = keyOf(path);
            known = true;
        } finally {
            if (!known) {
                channel.close();
            }
        }
    }

    private SeekableByteChannel open() throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            FileAttribute<?> readable =
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
            return Files.newByteChannel(path, options, readable);
        }
        return Files.newByteChannel(path, options);
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!isInPlace()) {
            channel.close();
            channel = open();
            key = keyOf(path);
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    private boolean isInPlace() throws IOException {
        try {
            return channel.isOpen() && Objects.equals(key, keyOf(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
