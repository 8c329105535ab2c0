package io.erpconfig.store.fs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operations on the file system, without the rules of the store: see {@link Disk} for those. New files and folders are
 * their owner's alone from the start.
 */
final class PlainFiles {

    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    private static final Set<StandardOpenOption> NEW_FILE_TO_READ =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    private static final Set<StandardOpenOption> FILE = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    private static final int PART = 1 << 16;

    private PlainFiles() {}

    /** Whether files have POSIX permissions, and folders can be synced. */
    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Attributes of a new folder: its owner's alone. */
    static FileAttribute<?>[] folderAttributes(Path path) {
        return permissions(path, "rwx------");
    }

    /** Attributes of a new file: its owner's alone. */
    static FileAttribute<?>[] fileAttributes(Path path) {
        return permissions(path, "rw-------");
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a file to write to. */
    static FileChannel openNew(Path file) throws IOException {
        return FileChannel.open(file, NEW_FILE, fileAttributes(file));
    }

    /** Makes a file to write to and to read from. */
    static FileChannel openNewToReadAndWrite(Path file) throws IOException {
        return FileChannel.open(file, NEW_FILE_TO_READ, fileAttributes(file));
    }

    /** Opens a file to write to, which is made if it isn't there. */
    static FileChannel openToWrite(Path file) throws IOException {
        return FileChannel.open(file, FILE, fileAttributes(file));
    }

    /** Writes all of it. */
    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Writes all of it from a position on, in parts: a thread keeps native memory for the largest that it has written. */
    static void writeFully(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        for (long to = position; bytes.position() < end; ) {
            bytes.limit(Math.min(end, bytes.position() + PART));
            to += channel.write(bytes, to);
        }
    }

    /**
     * Fills a buffer from a position on, in parts as it is written.
     *
     * @throws EOFException if the file ends before
     */
    static void readFully(FileChannel channel, long position, ByteBuffer into) throws IOException {
        int end = into.limit();
        for (long from = position; into.position() < end; ) {
            into.limit(Math.min(end, into.position() + PART));
            int read = channel.read(into, from);
            if (read < 0) {
                throw new EOFException("it has become shorter");
            }
            from += read;
        }
    }

    /** Cuts off what a file has behind an end. */
    static void cut(Path file, long end) throws IOException {
        try (FileChannel channel = openToWrite(file)) {
            channel.truncate(end);
        }
    }

    /** Makes folders as needed, up to one that is there; not durably. */
    static void makeFolders(Path base, Path folder) throws IOException {
        if (!folder.equals(base) && !Files.isDirectory(folder)) {
            makeFolders(base, folder.getParent());
            try {
                Files.createDirectory(folder, folderAttributes(folder));
            } catch (FileAlreadyExistsException e) {
                // Another thread was faster; or it is no folder, which its first use will tell.
            }
        }
    }

    /** Sets when a file was changed and read: both, or they would have to be asked for first. */
    static void setTime(Path file, Instant time) throws IOException {
        FileTime both = FileTime.from(time);
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(both, both, null);
    }

    /** Makes a file's bytes durable. */
    static void syncFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes a folder's names durable, where folders can be synced. */
    static void syncFolder(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** A file's name relative to a folder above it, with {@code /} between folders. */
    static String relative(Path base, Path file) {
        return base.relativize(file).toString().replace('\\', '/');
    }

    /** Deletes a folder with what is in it, file by file. */
    static void deleteAll(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
