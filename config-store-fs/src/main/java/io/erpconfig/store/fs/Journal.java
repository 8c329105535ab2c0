package io.erpconfig.store.fs;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes small writes durable with one sync, which those that come at the same time share. What is to be written is
 * written to the journal first, as one frame, and synced there; only then it can be read, and is acknowledged. Entries of
 * the {@link EntryTable} are read from memory until they are in a pack. Lines at the end of a file are put there without a
 * sync of their own: if they are lost or torn, the next opening writes them anew from the journal.
 *
 * <p>The journal has up to {@value #SEGMENTS} {@linkplain JournalSegment segments}. One is written to. When it is full
 * the next one is taken, and the full one is checkpointed beside: what it says of keys is written to a {@link Pack}, the
 * files whose ends it names are synced, then it is free. If all are full, writers wait for one to be checkpointed. Opening
 * takes up what the segments say and goes on with a fresh one; closing checkpoints them all.
 *
 * <p><b>Restoring something twice, or beside what came later, changes nothing.</b> Lines at the end of a file, and folders
 * that are there from then on, are never replaced. Records are: what frames say of one is restored in the frames' order, so
 * that the last one counts. What changes a file or folder without a frame, be it that it makes, replaces, deletes or moves
 * one that a frame names, has the journal {@linkplain #checkpoint(Path) checkpointed} before: nothing comes back, and nothing
 * goes, by a restart.
 *
 * <p><b>Failure.</b> If a frame can't be written, synced, or followed by its files' being put in place, then its writer
 * fails, and with it those who share the write and the sync. Nothing more is written to that segment, and nothing at all
 * until it is checkpointed: with that these frames are gone for good, and what was acknowledged is durable without them. It
 * is tried at once, and then by each later write, which fails as long as it fails. Should the process die before that,
 * a write that was reported as failed may be there, as a whole, after the restart. A sync that has failed is never
 * repeated in the hope that it succeeds: systems may drop what could not be written, and report it once only. An
 * interrupt that falls in the middle of a write to the journal counts as a failure; one that is pending does not.
 *
 * <p>Safe for any number of threads, which do all the work: a thread that waits for a sync or for a free segment sees to it, if
 * nobody else does. Writers that wait for each other's syncs hold no lock but their own files'.
 */
final class Journal {

    /** How many bytes it pays to write twice, once of them here, rather than sync a file of their own. */
    static final int WORTHWHILE = 512 << 10;

    private static final int SEGMENTS = 3;

    /** How many bytes are enough for one sync; the rest comes with the next. */
    private static final int BATCH = 512 << 10;

    private final Path root;
    private final Path folder;
    private final EntryTable table;
    private final Executor executor;
    private final Syncs syncs;
    private final SecureRandom random = new SecureRandom();

    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

    /** Held by the one who writes what all have queued. May be held by who takes checkpointing, as checkpointing by who takes state. */
    private final Lock leading = new ReentrantLock();

    private final Lock checkpointing = new ReentrantLock();

    /** Held for an instant, to see or change what follows. */
    private final Lock state = new ReentrantLock();

    private final Deque<JournalSegment> free = new ArrayDeque<>();
    private final Deque<JournalSegment> full = new ArrayDeque<>();
    private @Nullable JournalSegment active;
    private boolean failed;
    private boolean closed;

    /** Whether there may be packs to be merged. */
    private final AtomicBoolean mergeDue = new AtomicBoolean(true);

    /** The number of the next frame; the leader's. */
    private long next = 1;

    /** A pack that could not be made durable in its place, and may be there nevertheless; the leader's. */
    private Optional<PackName> doubtful = Optional.empty();

    /**
     * @param root  the data directory
     * @param table what frames say of keys
     */
    Journal(Path root, Path folder, EntryTable table, Executor executor) {
        this.root = root;
        this.folder = folder;
        this.table = table;
        this.executor = executor;
        this.syncs = new Syncs(executor);
    }

    /** Puts a write's files in place, once its frame is durable. */
    @FunctionalInterface
    interface Placing {

        /** Puts them there. If it fails, it has undone what it can before. */
        void run() throws IOException;

        /** Undoes that, as far as possible. */
        default void undo(Throwable why) {}

        /** Does what has no way back, when lines are written too. If this fails, it has changed nothing. */
        default void last() throws IOException {}

        /** Lets them be seen: nothing can fail any more. */
        default void show() {}
    }

    // ---- opening and closing

    /**
     * Opens the journal, in a folder that is there, and restores what it holds; before anything else is read.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if acknowledged frames can't be read
     */
    void open() throws IOException {
        boolean open = false;
        // A segment that was freed may not count again, after others have relied on its being free.
        PlainFiles.syncFolder(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                JournalSegment.open(root, table, file).ifPresent(found -> (found.isFree() ? free : full).add(found));
            }
            dropSecondNames();
            recover();
            open = true;
        } finally {
            if (!open) {
                closeSegments();
            }
        }
        if (!full.isEmpty()) {
            checkpointLater();
        }
    }

    /** A rename that a loss of power has cut short may leave both names: then the segment is not free. */
    private void dropSecondNames() throws IOException {
        List<JournalSegment> known = new ArrayList<>(full);
        for (JournalSegment each : List.copyOf(free)) {
            if (each.isAmong(known)) {
                free.remove(each);
                each.deleteName();
            } else {
                known.add(each);
            }
        }
    }

    private void recover() throws IOException {
        List<JournalSegment> found = new ArrayList<>(full);
        found.sort(Comparator.comparingLong(JournalSegment::first));
        for (int i = 0; i < found.size(); i++) {
            found.get(i).recover(i + 1 < found.size() ? found.get(i + 1).first() : 0);
            // One that nothing was written to may have the number of something else.
            next = Math.max(next, found.get(i).next());
        }
        next = Math.max(next, table.last() + 1);
        full.clear();
        full.addAll(found);
    }

    /** Checkpoints what can be; the rest is restored by the next opening. Does nothing the second time. */
    void close() throws IOException {
        try {
            checkpoint();
        } catch (IOException e) {
            // The next opening does it.
        } finally {
            leading.lock();
            checkpointing.lock();
            state.lock();
            try {
                closed = true;
                closeSegments();
            } finally {
                state.unlock();
                checkpointing.unlock();
                leading.unlock();
            }
        }
    }

    private void closeSegments() throws IOException {
        List<JournalSegment> all = new ArrayList<>(free);
        all.addAll(full);
        if (active != null) {
            all.add(active);
        }
        IOException failure = null;
        for (JournalSegment segment : all) {
            try {
                segment.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    // ---- writing

    /** A frame and the thread that waits for it. The leader fills in what became of it, and says last that it is done. */
    private static final class Waiting {
        private final JournalFrame.Draft frame;
        private final Thread writer = Thread.currentThread();
        private @Nullable JournalSegment segment;
        private long number;
        private long placing;
        private @Nullable Throwable failure;

        /** Whether the writer was interrupted, and is not to notice before its files are in place. */
        private boolean interrupted;

        private volatile boolean done;

        Waiting(JournalFrame.Draft frame) {
            this.frame = frame;
        }

        void done() {
            done = true;
            LockSupport.unpark(writer);
        }

        /** Puts an interrupt off: it would close the channel of the next write, and fail others with it. */
        void putOffInterrupt() {
            interrupted |= Thread.interrupted();
        }
    }

    /**
     * Writes files durably, all or none. Whoever calls this sees to it that no two threads write one file at once.
     *
     * @param entries what the frame says
     * @param placing puts the files in place; called when the frame is durable
     */
    void write(List<? extends JournalEntry> entries, Placing placing) throws IOException {
        write(entries, List.of(), placing);
    }

    /**
     * Writes files, and lines at the ends of files, durably, all or none. The lines are in the order in which this is
     * called, as far as calls follow each other, and count when what is placed can be seen.
     *
     * @param tails at most one for each file
     */
    void write(List<? extends JournalEntry> entries, List<JournalTail> tails, Placing placing) throws IOException {
        JournalFrame.Draft frame = JournalFrame.Draft.of(entries, tails);
        if (frame.length() > JournalSegment.SIZE) {
            throw new IOException(frame.length() + " bytes are too many to be written at once");
        }
        Waiting own = new Waiting(frame);
        own.putOffInterrupt();
        try {
            queue(own);
            place(own, placing);
            mergeLater();
        } catch (IOException | RuntimeException | Error e) {
            try {
                checkpointFull();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        } finally {
            if (own.interrupted) {
                own.writer.interrupt();
            }
        }
    }

    /** Puts a pack that was written, and is durable, behind all frames so far. */
    void add(Path pack) throws IOException {
        uninterrupted(() -> {
            leading.lock();
            try {
                takeAwayDoubtful();
                // An empty one too: its first frame would have the number that the pack takes.
                if (!seal(any -> true)) {
                    // Frames that failed may be readable, and their numbers are given again.
                    checkpointFull();
                    requireNoFailure();
                }
                PackName name = new PackName(next, next, 0);
                doubtful = Optional.of(name);
                table.add(pack, name);
                doubtful = Optional.empty();
                next++;
            } finally {
                leave();
            }
        });
        checkpointLater();
        mergeDue.set(true);
        mergeLater();
    }

    /** What may have the number of the next frame, and is not to. With leading held. */
    private void takeAwayDoubtful() throws IOException {
        if (doubtful.isPresent()) {
            table.takeAway(doubtful.get());
            doubtful = Optional.empty();
        }
    }

    /** Runs without the interrupt that may be pending: it would close the channel, which is everybody's. */
    private static void uninterrupted(Syncs.Task task) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            task.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns when a frame is durable, or fails. The leader wakes all who wait, so none waits for another's waking. */
    private void queue(Waiting own) throws IOException {
        queue.add(own);
        while (!own.done) {
            if (leading.tryLock()) {
                try {
                    // Not otherwise: what is in the journal and not in place may be what leading has to wait for.
                    if (!own.done) {
                        lead();
                    }
                } finally {
                    leave();
                }
            } else {
                LockSupport.park(this);
                own.putOffInterrupt();
            }
        }
        if (own.failure != null) {
            throw new IOException(own.failure.getMessage(), own.failure);
        }
    }

    /** Who has come meanwhile, and found the lead taken, is woken to take it. */
    private void leave() {
        leading.unlock();
        Waiting first = queue.peek();
        if (first != null) {
            LockSupport.unpark(first.writer);
        }
    }

    /** Writes what is in the queue, as far as there is room for it, or sees to it that there is. With leading held. */
    private void lead() {
        List<Waiting> claimed = List.of();
        try {
            claimed = claimRoom();
            if (claimed.isEmpty()) {
                rotate();
            } else {
                write(claimed, requireNonNull(claimed.get(0).segment));
            }
        } catch (IOException | RuntimeException | Error e) {
            if (claimed.isEmpty()) {
                // There is no room, and none to be had: for nobody.
                claimed = takeAll();
            }
            claimed.forEach(each -> each.failure = e);
        }
        claimed.forEach(Waiting::done);
    }

    private List<Waiting> takeAll() {
        List<Waiting> all = new ArrayList<>();
        for (Waiting each = queue.poll(); each != null; each = queue.poll()) {
            all.add(each);
        }
        return all;
    }

    /** Takes frames that there is room for. Before their files are in place the segment isn't checkpointed. */
    private List<Waiting> claimRoom() throws IOException {
        List<Waiting> claimed = new ArrayList<>();
        state.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            long length = 0;
            for (Waiting each = queue.peek(); each != null && length < BATCH; each = queue.peek()) {
                length += each.frame.length();
                if (failed || active == null || !active.fits(length)) {
                    break;
                }
                each.segment = active;
                each.placing = active.placing().readLock();
                each.frame.reserve();
                claimed.add(queue.remove());
            }
            return claimed;
        } finally {
            state.unlock();
        }
    }

    private void write(List<Waiting> claimed, JournalSegment segment) throws IOException {
        try {
            long number = segment.write(claimed.stream().map(each -> each.frame).toList());
            for (Waiting each : claimed) {
                each.number = number++;
            }
            next = number;
        } catch (IOException | RuntimeException | Error e) {
            fail(segment);
            for (Waiting each : claimed) {
                each.frame.drop(e);
                segment.placing().unlockRead(each.placing);
            }
            throw e;
        }
    }

    private void place(Waiting own, Placing placing) throws IOException {
        JournalSegment segment = requireNonNull(own.segment);
        try {
            placing.run();
            placeTails(own, placing);
        } catch (IOException | RuntimeException | Error e) {
            segment.refuse(own.number);
            fail(segment);
            own.frame.drop(e);
            throw e;
        } finally {
            segment.placing().unlockRead(own.placing);
        }
    }

    /** Frames are placed by many threads at once, but the lines at the end of a file in the order of their frames. */
    private static void placeTails(Waiting own, Placing placing) throws IOException {
        List<JournalTail> tails = own.frame.tails();
        try {
            for (JournalTail tail : tails) {
                tail.awaitTurn();
            }
            own.putOffInterrupt();
            for (JournalTail tail : tails) {
                tail.write();
            }
            placing.last();
        } catch (IOException | RuntimeException | Error e) {
            placing.undo(e);
            throw e;
        }
        requireNonNull(own.segment).show(own.number, own.frame.entries());
        placing.show();
        tails.forEach(JournalTail::count);
    }

    /** Has nothing written any more before this segment is checkpointed. */
    private void fail(JournalSegment segment) {
        state.lock();
        try {
            segment.fail();
            failed = true;
            if (segment == active) {
                active = null;
                full.add(segment);
            }
        } finally {
            state.unlock();
        }
    }

    /**
     * Returns if nothing is known that would keep a write from succeeding. What has failed before is tried again here, by
     * one thread at a time: nobody may write any more who would try it.
     */
    void requireWritable() throws IOException {
        if (hasFailed() && checkpointing.tryLock()) {
            try {
                checkpointFull();
            } finally {
                checkpointing.unlock();
            }
        }
        requireNoFailure();
    }

    private void requireNoFailure() throws IOException {
        if (hasFailed()) {
            throw new IOException("a write has failed, and what was written before is not yet durable in its place");
        }
    }

    private boolean hasFailed() {
        state.lock();
        try {
            return failed;
        } finally {
            state.unlock();
        }
    }

    // ---- rotating segments

    /** Takes the next segment into use, or waits for those to be checkpointed that have to be. With leading held. */
    private void rotate() throws IOException {
        takeAwayDoubtful();
        JournalSegment taken = seal() ? free() : null;
        if (taken == null) {
            checkpointFull();
            return;
        }
        boolean begun = false;
        try {
            taken.begin(random.nextLong(), next);
            begun = true;
        } finally {
            state.lock();
            try {
                if (begun) {
                    active = taken;
                } else {
                    free.add(taken);
                }
            } finally {
                state.unlock();
            }
        }
        checkpointLater();
    }

    /** Ends the use of the segment that is written to. Returns whether another may be taken. With leading held. */
    private boolean seal() {
        return seal(segment -> !segment.isEmpty());
    }

    private boolean seal(Predicate<JournalSegment> which) {
        state.lock();
        try {
            if (active != null && which.test(active)) {
                full.add(active);
                active = null;
            }
            return !failed;
        } finally {
            state.unlock();
        }
    }

    /** A segment that is free, or is made; none if those that are full have to do, be it for want of space. */
    private @Nullable JournalSegment free() throws IOException {
        int others;
        state.lock();
        try {
            if (!free.isEmpty()) {
                return free.remove();
            }
            others = full.size();
        } finally {
            state.unlock();
        }
        if (others == SEGMENTS) {
            return null;
        }
        try {
            return JournalSegment.create(root, table, folder, random.nextLong());
        } catch (IOException e) {
            if (others == 0) {
                throw e;
            }
            return null;
        }
    }

    // ---- checkpointing

    /** Checkpoints everything, if a frame names a file, or one below a folder. */
    void checkpoint(Path fileOrFolder) throws IOException {
        if (names(named -> named.stream().anyMatch(file -> file.startsWith(fileOrFolder)))) {
            checkpoint();
        }
    }

    /** Whether a frame names a file. */
    boolean names(Path file) {
        return names(named -> named.contains(file));
    }

    private boolean names(Predicate<Set<Path>> names) {
        state.lock();
        try {
            return Stream.concat(Stream.ofNullable(active), full.stream())
                    .anyMatch(segment -> names.test(segment.named()));
        } finally {
            state.unlock();
        }
    }

    /**
     * Makes everything that was written so far durable in its place, and empties the journal.
     *
     * @return the number of the first frame that may be written later
     */
    long checkpoint() throws IOException {
        long later;
        leading.lock();
        try {
            seal();
            later = next;
        } finally {
            leave();
        }
        checkpointFull();
        return later;
    }

    private void checkpointLater() {
        try {
            executor.execute(() -> {
                try {
                    checkpointFull();
                } catch (IOException e) {
                    // Whoever needs a free segment tries again, and is told.
                }
            });
        } catch (RejectedExecutionException e) {
            // Then a thread that needs one does it.
        }
    }

    /** Checkpoints the segments that are full now. */
    private void checkpointFull() throws IOException {
        uninterrupted(() -> {
            checkpointing.lock();
            try {
                for (JournalSegment segment : fullNow()) {
                    segment.checkpoint(syncs, random.nextLong());
                    freed(segment);
                    mergeDue.set(true);
                }
            } finally {
                checkpointing.unlock();
            }
        });
    }

    /** Has packs merged, unless none has come since; by a thread that holds nothing that others wait for. */
    void mergeLater() {
        if (!mergeDue.getAndSet(false)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    uninterrupted(table::merge);
                } catch (IOException e) {
                    // As long as they aren't merged there are more of them; the next one tries again.
                }
            });
        } catch (RejectedExecutionException e) {
            // The next opening sees to it.
        }
    }

    private List<JournalSegment> fullNow() {
        state.lock();
        try {
            return closed ? List.of() : List.copyOf(full);
        } finally {
            state.unlock();
        }
    }

    private void freed(JournalSegment segment) {
        state.lock();
        try {
            full.remove(segment);
            free.add(segment);
            failed = full.stream().anyMatch(JournalSegment::hasFailed);
        } finally {
            state.unlock();
        }
    }
}
