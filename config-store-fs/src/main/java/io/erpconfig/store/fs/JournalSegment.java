package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the {@link Journal}: {@value #SIZE} bytes, all written when it was made, so that a sync of what is written
 * to it later has no metadata to wait for. It holds {@linkplain JournalFrame frames} with consecutive numbers.
 *
 * <p>Its name says whether they count: {@code free-{salt}} if they don't, and {@code {number of the first
 * frame}-{salt}} if they do, all in hex; so it is taken into use, and freed, by a rename. The salt is drawn anew for each
 * use. It tells the frames of this use from those of earlier ones, and from content that was made to look like a frame.
 *
 * <p>What is written with one sync starts on a block of its own, so no write touches a block that somebody relies on.
 * Each frame tells which one was durable when it was written: so one that can't be read is known to be damaged if a
 * later one relies on it, and taken for the torn end if none does.
 *
 * <p>The {@link Journal} sees to it that what is not safe for several threads is called by one at a time.
 */
final class JournalSegment {

    static final int SIZE = 4 << 20;

    /** A segment that names so many files is full: it bounds how many syncs are due at once. */
    private static final int MAX_FILES = 2000;

    /** A segment that says so many things of keys is full: it bounds the memory that they take besides their values. */
    private static final int MAX_ENTRIES = 20_000;

    private static final Set<StandardOpenOption> FILE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private static final int BLOCK = 4096;
    private static final int SLICE = 1 << 16;
    private static final String FREE = "free";
    private static final Pattern NAME = Pattern.compile("(" + FREE + "|[0-9a-f]{16})-([0-9a-f]{16})");

    private final Path root;
    private final EntryTable table;
    private final StampedLock placing = new StampedLock();
    private final Set<Path> named = ConcurrentHashMap.newKeySet();
    private final Set<Long> refused = ConcurrentHashMap.newKeySet();

    private Path file;
    private FileChannel channel;

    /** What its frames say of keys; empty as long as it is not in use, or if what it says is in a pack. */
    private volatile Optional<RecentEntries> entries = Optional.empty();

    private long salt;
    private long first;
    private long next;
    private int position;
    private volatile boolean failed;
    private boolean suspect;

    private JournalSegment(Path root, EntryTable table, Path file, FileChannel channel) {
        this.root = root;
        this.table = table;
        this.file = file;
        this.channel = channel;
    }

    // ---- making and opening

    /** Makes a free one, durably, or none. */
    static JournalSegment create(Path root, EntryTable table, Path folder, long salt) throws IOException {
        Path file = folder.resolve(FREE + '-' + HexFormat.of().toHexDigits(salt));
        FileChannel channel = FileChannel.open(file, NEW_FILE, PlainFiles.fileAttributes(file));
        boolean made = false;
        try {
            ByteBuffer zeros = ByteBuffer.allocate(SLICE);
            for (int at = 0; at < SIZE; at += SLICE) {
                PlainFiles.writeFully(channel, at, zeros.rewind());
            }
            channel.force(true);
            PlainFiles.syncFolder(folder);
            made = true;
            return new JournalSegment(root, table, file, channel);
        } finally {
            if (!made) {
                channel.close();
                Files.deleteIfExists(file);
            }
        }
    }

    /** Opens what is one by its name; one whose making was cut short is removed instead. */
    static Optional<JournalSegment> open(Path root, EntryTable table, Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        boolean free = name.group(1).equals(FREE);
        long size = Files.size(file);
        if (free && size != SIZE) {
            Files.delete(file);
            return Optional.empty();
        }
        JournalSegment segment = new JournalSegment(root, table, file, FileChannel.open(file, FILE));
        if (!free) {
            segment.first = HexFormat.fromHexDigitsToLong(name.group(1));
            segment.salt = HexFormat.fromHexDigitsToLong(name.group(2));
        }
        return Optional.of(segment);
    }

    /** After an interrupt in the middle of something. */
    private void openAgain() throws IOException {
        if (!channel.isOpen()) {
            channel = FileChannel.open(file, FILE);
        }
    }

    private ConfigStoreException damaged(String finding) {
        return new ConfigStoreException(
                ErrorCode.STORAGE_DAMAGED, PlainFiles.relative(root, file) + " is damaged: " + finding);
    }

    /** Whether it is another name of one of them. */
    boolean isAmong(List<JournalSegment> others) throws IOException {
        for (JournalSegment other : others) {
            if (Files.isSameFile(file, other.file)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the use of this name. */
    void deleteName() throws IOException {
        channel.close();
        Files.delete(file);
    }

    // ---- writing: by one thread at a time

    boolean isFree() {
        return first == 0;
    }

    /** Takes it into use, durably. */
    void begin(long newSalt, long number) throws IOException {
        openAgain();
        rename(HexFormat.of().toHexDigits(number), newSalt);
        salt = newSalt;
        first = number;
        next = number;
        position = 0;
        entries = Optional.of(table.begin(number));
    }

    /** To a name that it has not had: a failed sync of the folder is not to be taken for a success by the next try. */
    private void rename(String use, long newSalt) throws IOException {
        Path renamed = file.resolveSibling(use + '-' + HexFormat.of().toHexDigits(newSalt));
        Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE);
        file = renamed;
        PlainFiles.syncFolder(file.getParent());
    }

    boolean isEmpty() {
        return position == 0;
    }

    /** Whether there is room for frames. */
    boolean fits(long length) {
        return length <= SIZE - roundUp(position) && (!hasEnough() || isEmpty());
    }

    private boolean hasEnough() {
        return named.size() >= MAX_FILES || entries.map(RecentEntries::added).orElse(0) >= MAX_ENTRIES;
    }

    private static int roundUp(int position) {
        return (position + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Writes frames, which fit, durably. Returns the number of the first. If it fails, nothing more may be written. */
    long write(List<JournalFrame.Draft> frames) throws IOException {
        int length = 0;
        for (JournalFrame.Draft frame : frames) {
            frame.entries().forEach(this::name);
            length += frame.length();
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        long number = next;
        for (JournalFrame.Draft frame : frames) {
            all.put(frame.sealed(salt, number++, next - 1));
        }
        int at = roundUp(position);
        PlainFiles.writeFully(channel, at, all.rewind());
        channel.force(false);
        position = at + length;
        next = number;
        return number - frames.size();
    }

    private void name(JournalEntry entry) {
        if (entry instanceof JournalEntry.OfFile ofFile) {
            named.add(root.resolve(ofFile.name()));
            ofFile.movedTo().ifPresent(to -> named.add(root.resolve(to)));
        }
    }

    // ---- what its frames are about

    /** Lets what a frame says of keys be seen; the frame is durable, and its writer is about to be told so. */
    void show(long number, List<JournalEntry> said) {
        entries.orElseThrow().add(number, said);
    }

    /** Held, shared, for each frame from before it is written until its files are in place. */
    StampedLock placing() {
        return placing;
    }

    /** The files that its frames name; no fewer, but those of frames that failed may be among them. */
    Set<Path> named() {
        return named;
    }

    /** Notes that a frame's writer is told that it has failed. */
    void refuse(long number) {
        refused.add(number);
    }

    /** Notes that something has failed here. */
    void fail() {
        failed = true;
    }

    boolean hasFailed() {
        return failed;
    }

    // ---- reading and ending a use: by one thread, when nobody writes any more

    /** The number of the first frame. */
    long first() {
        return first;
    }

    /** The number of the frame after the last. */
    long next() {
        return next;
    }

    /**
     * Takes up what an earlier process has left here: puts everything that its frames say where it belongs, unless all
     * of it is there.
     *
     * @param followed the number of the first frame of the segment that was taken into use after this one; 0 if none was
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if frames that were durable can't be read
     */
    void recover(long followed) throws IOException {
        if (channel.size() != SIZE) {
            throw damaged("it has " + channel.size() + " bytes instead of " + SIZE);
        }
        // What is about to be seen may not vanish again with the machine's power.
        channel.force(false);
        ByteBuffer all = readAll();
        List<JournalFrame> frames = frames(all);
        next = first + frames.size();
        position = SIZE;
        if (frames.isEmpty() || !table.holds(first, next - 1)) {
            if (lastKnown(all) >= next || followed > next && !table.covers(next, followed - 1)) {
                throw damaged("its frame " + next + " can't be read");
            }
            RecentEntries recovered = table.begin(first);
            entries = Optional.of(recovered);
            for (JournalFrame frame : frames) {
                recovered.add(frame.number(), frame.entries(all));
            }
            restore(all, frames, true);
        }
    }

    private ByteBuffer readAll() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(SIZE);
        try {
            PlainFiles.readFully(channel, 0, all);
        } catch (EOFException e) {
            throw new EOFException(file + " is cut short");
        }
        return all.rewind();
    }

    /** The frames up to the first that is none. */
    private List<JournalFrame> frames(ByteBuffer all) {
        List<JournalFrame> frames = new ArrayList<>();
        Optional<JournalFrame> frame = frame(all, 0, first);
        while (frame.isPresent()) {
            frames.add(frame.get());
            frame = frame(all, frame.get().to(), frame.get().number() + 1);
        }
        return frames;
    }

    private Optional<JournalFrame> frame(ByteBuffer all, int at, long number) {
        return JournalFrame.at(all, at, salt)
                .or(() -> JournalFrame.at(all, roundUp(at), salt))
                .filter(found -> found.number() == number);
    }

    /** The highest number of which a frame at the start of a block says that it was durable. */
    private long lastKnown(ByteBuffer all) {
        long known = 0;
        for (int at = 0; at < SIZE; at += BLOCK) {
            known = Math.max(
                    known,
                    JournalFrame.at(all, at, salt).map(JournalFrame::forced).orElse(0L));
        }
        return known;
    }

    /**
     * Writes anew what frames say. Of those that failed only the objects that are there nevertheless: they are as good as
     * others.
     */
    private void restore(ByteBuffer all, List<JournalFrame> frames, boolean opening) throws IOException {
        for (JournalFrame frame : frames) {
            boolean counts = frame.number() < next && !refused.contains(frame.number());
            for (JournalEntry entry : frame.entries(all)) {
                if (entry instanceof JournalEntry.OfFile ofFile
                        && (counts || ofFile.isObject() && Files.exists(root.resolve(ofFile.name())))) {
                    // In a store that goes on records may be newer; and what is new of them was synced before its
                    // frame.
                    if (opening || !ofFile.isOfRecord()) {
                        ofFile.restore(root);
                    }
                    name(entry);
                }
            }
        }
    }

    /**
     * Takes back what writers that failed could not take back: else half of what they wrote together might stay. Nothing
     * has been written behind it since.
     */
    private void takeBack(ByteBuffer all, List<JournalFrame> frames) throws IOException {
        for (JournalFrame frame : frames) {
            if (refused.contains(frame.number())) {
                for (JournalEntry entry : frame.entries(all)) {
                    if (entry instanceof JournalEntry.OfFile ofFile) {
                        ofFile.takeBack(root);
                    }
                }
            }
        }
    }

    /**
     * Makes what its frames say durable without them, and the segment free. May be tried again when it has failed: then
     * the files are written anew first, because a system may drop bytes that it could not write, and say so only once.
     */
    void checkpoint(Syncs syncs, long newSalt) throws IOException {
        long alone = placing.writeLock();
        try {
            openAgain();
            if (suspect || !refused.isEmpty()) {
                ByteBuffer all = readAll();
                takeBack(all, frames(all));
                if (suspect) {
                    restore(all, frames(all), false);
                }
            }
            suspect = true;
            syncs.all(syncsOfNamed());
            suspect = false;
            if (entries.isPresent()) {
                // Last: what is in a pack is not taken up again.
                table.pack(entries.get(), next - 1);
                entries = Optional.empty();
            }
            rename(FREE, newSalt);
        } finally {
            placing.unlockWrite(alone);
        }
        first = 0;
        failed = false;
        named.clear();
        refused.clear();
    }

    /** The files, and all folders above them: nobody has synced those either. */
    private List<Syncs.Task> syncsOfNamed() {
        Set<Path> folders = new LinkedHashSet<>();
        List<Syncs.Task> tasks = new ArrayList<>();
        for (Path each : named) {
            tasks.add(() -> syncIfThere(() -> sync(each)));
            for (Path folder = each.getParent(); folder.startsWith(root) && folders.add(folder); ) {
                folder = folder.getParent();
            }
        }
        folders.forEach(folder -> tasks.add(() -> syncIfThere(() -> PlainFiles.syncFolder(folder))));
        return tasks;
    }

    private static void sync(Path fileOrFolder) throws IOException {
        if (Files.isDirectory(fileOrFolder)) {
            PlainFiles.syncFolder(fileOrFolder);
        } else {
            PlainFiles.syncFile(fileOrFolder);
        }
    }

    /** What a failed write has named may not be there. But if nothing is there, it is the disk that is gone. */
    private void syncIfThere(Syncs.Task sync) throws IOException {
        try {
            sync.run();
        } catch (NoSuchFileException e) {
            if (!Files.exists(file)) {
                throw e;
            }
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
