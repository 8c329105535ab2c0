package io.erpconfig.store.fs.faulty;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The provider that {@link java.nio.file.Files} calls for the paths of one {@link FaultyFileSystem}. */
final class FaultyProvider extends FileSystemProvider {

    private final FaultyFileSystem system;

    FaultyProvider(FaultyFileSystem system) {
        this.system = system;
    }

    private static String name(Path path) {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        boolean createsNew = writes && options.contains(StandardOpenOption.CREATE_NEW);
        boolean creates = createsNew || writes && options.contains(StandardOpenOption.CREATE);
        Optional<Inode> found = system.read(path, () -> system.find(path));
        if (createsNew && found.isPresent()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (!creates && found.isEmpty()) {
            throw new NoSuchFileException(path.toString());
        }
        if (writes && found.isPresent() && found.get() instanceof DurableFolder) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        if (writes && system.isReadOnlyNow()) {
            throw new FileSystemException(path.toString(), null, FaultyFileSystem.READ_ONLY);
        }
        Inode inode = found.isPresent() ? found.get() : create(path, createsNew);
        FileChannel channel = new FaultyChannel(system, path, inode, options);
        if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            boolean truncated = false;
            try {
                channel.truncate(0);
                truncated = true;
            } finally {
                if (!truncated) {
                    channel.close();
                }
            }
        }
        return channel;
    }

    private Inode create(Path path, boolean isNew) throws IOException {
        return system.change(Operation.CREATE_FILE, path, () -> {
            Optional<Inode> found = system.find(path);
            if (found.isPresent() && isNew) {
                throw new FileAlreadyExistsException(path.toString());
            } else if (found.isPresent()) {
                return found.get();
            }
            system.roomForName(Operation.CREATE_FILE, path);
            DurableFile file = new DurableFile();
            system.volume().give(system.parent(path), name(path), file);
            return file;
        });
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<String> names = system.read(
                folder, () -> List.copyOf(system.folder(folder).names.keySet()));
        List<Path> accepted = new ArrayList<>();
        for (String name : names) {
            Path path = folder.resolve(name);
            if (filter.accept(path)) {
                accepted.add(path);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return accepted.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        system.change(Operation.CREATE_FOLDER, folder, () -> {
            requireFree(folder);
            system.roomForName(Operation.CREATE_FOLDER, folder);
            system.volume().give(system.parent(folder), name(folder), new DurableFolder());
            return true;
        });
    }

    private void requireFree(Path path) throws IOException {
        if (system.find(path).isPresent()) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        system.change(Operation.LINK, link, () -> {
            requireFree(link);
            if (!(system.get(existing) instanceof DurableFile file)) {
                throw new FileSystemException(link.toString(), null, "Operation not permitted");
            }
            system.roomForName(Operation.LINK, link);
            system.volume().give(system.parent(link), name(link), file);
            return true;
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        if (system.read(path, () -> system.find(path)).isEmpty()) {
            throw new NoSuchFileException(path.toString());
        }
        system.change(Operation.DELETE, path, () -> {
            if (system.get(path) instanceof DurableFolder folder && !folder.names.isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            system.volume().take(system.parent(path), name(path));
            return true;
        });
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        boolean replaces = List.of(options).contains(StandardCopyOption.REPLACE_EXISTING)
                || List.of(options).contains(StandardCopyOption.ATOMIC_MOVE);
        system.change(Operation.RENAME, from, () -> {
            Inode moved = system.get(from);
            Optional<Inode> there = system.find(to);
            if (there.isPresent() && !replaces) {
                throw new FileAlreadyExistsException(to.toString());
            }
            if (there.isPresent() && there.get() == moved) {
                return true;
            }
            if (there.isPresent() && there.get() instanceof DurableFolder folder && !folder.names.isEmpty()) {
                throw new FileSystemException(from.toString(), to.toString(), "Directory not empty");
            }
            if (there.isPresent() && there.get() instanceof DurableFolder != moved instanceof DurableFolder) {
                throw new FileSystemException(from.toString(), to.toString(), "Not a directory");
            }
            system.volume().rename(system.parent(from), name(from), system.parent(to), name(to));
            return true;
        });
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return system.read(one, () -> system.get(one) == system.get(other));
    }

    @Override
    public boolean isHidden(Path path) {
        return name(path).startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        system.read(path, () -> system.get(path));
        if (List.of(modes).contains(AccessMode.WRITE) && system.isReadOnlyNow()) {
            throw new AccessDeniedException(path.toString(), null, FaultyFileSystem.READ_ONLY);
        }
    }

    // ---- attributes

    private record Attributes(boolean isDirectory, long size, FileTime lastModifiedTime, Object fileKey)
            implements BasicFileAttributes {

        @Override
        public FileTime lastAccessTime() {
            return lastModifiedTime;
        }

        @Override
        public FileTime creationTime() {
            return lastModifiedTime;
        }

        @Override
        public boolean isRegularFile() {
            return !isDirectory;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }
    }

    private Attributes attributes(Path path) throws IOException {
        return system.read(path, () -> {
            Inode inode = system.get(path);
            return inode instanceof DurableFile file
                    ? new Attributes(false, file.size(), file.modified(), inode)
                    : new Attributes(true, 0, FileTime.from(Instant.EPOCH), inode);
        });
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (!type.isAssignableFrom(Attributes.class)) {
            throw new UnsupportedOperationException(type.getName());
        }
        return type.cast(attributes(path));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
        throw new UnsupportedOperationException(names);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        if (type != BasicFileAttributeView.class) {
            return null;
        }
        return type.cast(new BasicFileAttributeView() {
            @Override
            public String name() {
                return "basic";
            }

            @Override
            public BasicFileAttributes readAttributes() throws IOException {
                return attributes(path);
            }

            @Override
            public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
                system.change(Operation.SET_TIME, path, () -> {
                    if (system.get(path) instanceof DurableFile file && modified != null) {
                        file.setModified(modified);
                    }
                    return true;
                });
            }
        });
    }

    // ---- not by URI

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }
}
