package io.erpconfig.store.fs.faulty;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A file system in memory that fails as it is told: it runs full, becomes read-only, fails at single operations, and
 * stops at one, after which it can be found as after a power cut or the death of the process. What a power cut may leave
 * is in the Javadoc of {@link Volume}. Failures are thrown as the JDK throws them on Linux: with the file's name where an
 * operation is given one, without it from channels.
 *
 * <p>Operations that change something are counted from 1, by kind and altogether; reads are counted apart. A fault is
 * set relative to the count at that time: {@code 1} is the next operation. One that fails has no effect, with two
 * exceptions: a write may have written half of its bytes, and a file's force drops what it was to make durable.
 *
 * <p>A full disk has no room for what needs some: a file or folder and a name ({@value Volume#NAME} bytes), and bytes
 * beyond a file's end. Overwriting, renaming, deleting and forcing go on; deleting gives room. A read-only one admits no
 * change whatever, also through channels that are open, and no force of what is not durable already.
 *
 * <p>Like a POSIX file system it has hard links, atomic renames, and folders that can be forced. It has no mapping of
 * files, no symbolic links, and no permissions. A lock belongs to the channel that took it, within one instance. Safe
 * for any number of threads: operations happen one at a time.
 */
public final class FaultyFileSystem extends FileSystem {

    static final String NO_ROOM = "No space left on device";
    static final String READ_ONLY = "Read-only file system";
    static final String BROKEN = "Input/output error";

    private final Volume volume;
    private final FaultyProvider provider = new FaultyProvider(this);
    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);
    final Set<DurableFile> locked = new HashSet<>();
    private final AtomicInteger openChannels = new AtomicInteger();
    private long operations;
    private long stopAt;
    private long capacity = Long.MAX_VALUE;
    private boolean readOnly;
    private boolean stopped;
    private volatile Runnable beforeForce = () -> {};
    private volatile Runnable beforeStop = () -> {};
    private Optional<Fault> fault = Optional.empty();
    private Optional<Operation> failedAt = Optional.empty();

    /** A fault, its time and its duration. */
    private record Fault(Predicate<Operation> at, Kind kind) {}

    private enum Kind {
        FAIL_ONCE,
        FAIL_FROM,
        FULL,
        READ_ONLY,
        STOP
    }

    /** An empty one. */
    public FaultyFileSystem() {
        this(new Volume());
    }

    private FaultyFileSystem(Volume volume) {
        this.volume = volume;
    }

    /** A path of it. */
    public Path path(String absolute) {
        return getPath(absolute);
    }

    // ---- faults

    /** Lets the n-th operation from now fail, and those after it succeed. */
    public void failAt(long n) {
        set(any(n), Kind.FAIL_ONCE);
    }

    /** Lets the n-th operation of a kind from now fail, and those after it succeed. */
    public void failAt(Operation kind, long n) {
        synchronized (volume) {
            long at = count(kind) + n;
            set(operation -> operation == kind && count(kind) == at, Kind.FAIL_ONCE);
        }
    }

    /** Lets the n-th operation from now and all after it fail, until {@link #heal}. */
    public void failFrom(long n) {
        set(any(n), Kind.FAIL_FROM);
    }

    /** Leaves no room from the n-th operation on, but what is deleted from then on. */
    public void fullAt(long n) {
        set(any(n), Kind.FULL);
    }

    /** Leaves so much room, in bytes. */
    public void room(long bytes) {
        synchronized (volume) {
            capacity = volume.used() + bytes;
        }
    }

    /** Becomes read-only at the n-th operation from now. */
    public void readOnlyAt(long n) {
        set(any(n), Kind.READ_ONLY);
    }

    /** Does nothing any more from the n-th operation on, reads included: the power is off, or the process is dead. */
    public void stopAt(long n) {
        synchronized (volume) {
            stopAt = operations + n;
        }
        set(any(n), Kind.STOP);
    }

    /** Runs this before each force takes effect, in its thread, while others go on. */
    public void beforeForce(Runnable action) {
        beforeForce = action;
    }

    /** Runs this before the operation at which all {@linkplain #stopAt stops}, in its thread, while others go on. */
    public void beforeStop(Runnable action) {
        beforeStop = action;
    }

    void awaitForce() {
        beforeForce.run();
    }

    /** Ends all faults; only what is stopped stays so. */
    public void heal() {
        synchronized (volume) {
            fault = Optional.empty();
            failedAt = stopped ? failedAt : Optional.empty();
            capacity = Long.MAX_VALUE;
            readOnly = false;
        }
    }

    private boolean stopsNext() {
        synchronized (volume) {
            return !stopped && fault.isPresent() && fault.get().kind() == Kind.STOP && operations + 1 == stopAt;
        }
    }

    private Predicate<Operation> any(long n) {
        synchronized (volume) {
            long at = operations + n;
            return operation -> operation != Operation.READ && operations == at;
        }
    }

    private void set(Predicate<Operation> at, Kind kind) {
        synchronized (volume) {
            fault = Optional.of(new Fault(at, kind));
        }
    }

    // ---- what has happened

    /** Number of operations that change something, failed ones included. */
    public long operations() {
        synchronized (volume) {
            return operations;
        }
    }

    /** Number of operations of a kind. */
    public long count(Operation kind) {
        synchronized (volume) {
            return counts.getOrDefault(kind, 0L);
        }
    }

    /** Number of open channels. */
    public int openChannels() {
        return openChannels.get();
    }

    void opened() {
        openChannels.incrementAndGet();
    }

    void closed() {
        openChannels.decrementAndGet();
    }

    /** The operation that has met a fault since it was set. */
    public Optional<Operation> failedAt() {
        synchronized (volume) {
            return failedAt;
        }
    }

    /** Room that is taken, in bytes. */
    public long used() {
        synchronized (volume) {
            return volume.used();
        }
    }

    /** Number of names of files. */
    public int names() {
        synchronized (volume) {
            return volume.root.allNames();
        }
    }

    // ---- what is found afterwards

    /**
     * The file system as found if the power were lost now; the same for the same seed. This one goes on, on its own.
     */
    public FaultyFileSystem afterPowerCut(long seed) {
        synchronized (volume) {
            return new FaultyFileSystem(volume.afterPowerCut(new Random(seed)));
        }
    }

    /**
     * The file system as the next process finds it when this one has died: with everything that it did, durable or not.
     * This one is stopped.
     */
    public FaultyFileSystem afterKill() {
        synchronized (volume) {
            stopped = true;
            return new FaultyFileSystem(volume);
        }
    }

    // ---- for the provider and its channels

    /** The action of an operation. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    <T> T read(Path file, Action<T> action) throws IOException {
        synchronized (volume) {
            admit(Operation.READ, file);
            return action.run();
        }
    }

    <T> T change(Operation operation, Path file, Action<T> action) throws IOException {
        if (stopsNext()) {
            beforeStop.run();
        }
        synchronized (volume) {
            operations++;
            admit(operation, file);
            if (readOnly && !operation.isForce()) {
                throw error(operation, file, READ_ONLY);
            }
            return action.run();
        }
    }

    /** Does what a failed operation has done nevertheless; nothing, if it failed because all has stopped. */
    void afterFailure(Action<?> action) throws IOException {
        synchronized (volume) {
            if (!stopped && !readOnly) {
                action.run();
            }
        }
    }

    private void admit(Operation operation, Path file) throws IOException {
        counts.merge(operation, 1L, Long::sum);
        if (!stopped && fault.isPresent() && fault.get().at().test(operation)) {
            Kind kind = fault.get().kind();
            failedAt = Optional.of(operation);
            switch (kind) {
                case FAIL_ONCE -> fault = Optional.empty();
                case FAIL_FROM -> fault = Optional.of(new Fault(each -> each != Operation.READ, kind));
                case FULL -> capacity = volume.used();
                case READ_ONLY -> readOnly = true;
                case STOP -> stopped = true;
            }
            if (kind == Kind.FAIL_ONCE || kind == Kind.FAIL_FROM) {
                throw error(operation, file, BROKEN);
            }
        }
        if (stopped) {
            throw error(operation, file, "the machine has stopped");
        }
    }

    static IOException error(Operation operation, Path file, String reason) {
        return operation.isOfChannel()
                ? new IOException(reason)
                : new FileSystemException(file.toString(), null, reason);
    }

    /** Number of further bytes that there is room for: none is an error. */
    int roomFor(Operation operation, Path file, long bytes) throws IOException {
        long room = Math.min(bytes, Math.max(0, capacity - volume.used()));
        if (room == 0 && bytes > 0) {
            throw error(operation, file, NO_ROOM);
        }
        return (int) room;
    }

    void roomForName(Operation operation, Path file) throws IOException {
        if (capacity - volume.used() < Volume.NAME) {
            throw error(operation, file, NO_ROOM);
        }
    }

    boolean isReadOnlyNow() {
        return readOnly;
    }

    Volume volume() {
        return volume;
    }

    /** The inode at a path. */
    Optional<Inode> find(Path path) throws IOException {
        Inode at = volume.root;
        for (String name : ((FaultyPath) path).plainNames()) {
            if (!(at instanceof DurableFolder folder)) {
                throw new FileSystemException(path.toString(), null, "Not a directory");
            }
            at = folder.names.get(name);
            if (at == null) {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    Inode get(Path path) throws IOException {
        return find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    DurableFolder folder(Path path) throws IOException {
        if (get(path) instanceof DurableFolder folder) {
            return folder;
        }
        throw new NotDirectoryException(path.toString());
    }

    /** The folder that a path's name is in. */
    DurableFolder parent(Path path) throws IOException {
        return folder(path.toAbsolutePath().getParent());
    }

    // ---- as a file system

    @Override
    public FaultyProvider provider() {
        return provider;
    }

    @Override
    public FaultyPath getPath(String first, String... more) {
        return FaultyPath.parse(this, more.length == 0 ? first : first + '/' + String.join("/", more));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "posix");
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        if (!syntaxAndPattern.startsWith("regex:")) {
            throw new UnsupportedOperationException(syntaxAndPattern);
        }
        Pattern pattern = Pattern.compile(syntaxAndPattern.substring("regex:".length()));
        return path -> pattern.matcher(path.toString()).matches();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    /** Does nothing: what is in memory goes when nobody refers to it. */
    @Override
    public void close() {}

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
