package io.erpconfig.store.fs;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes small writes durable with one sync, which those that come at the same time share. What is to be written is
 * written to the journal first, as one frame, and synced there; only then it is put in its place, without a sync of its
 * own, and acknowledged. So nothing has its name in the store that would not survive a loss of power: if the file is
 * lost or torn, the next opening writes it anew from the journal.
 *
 * <p>The journal has up to {@value #SEGMENTS} {@linkplain JournalSegment segments}. One is written to. When it is full
 * the next one is taken, and the full one is settled beside: all that it names is synced where it is, side by side, then
 * it is free. If all are full, writers wait for one to be settled. Opening restores what the segments name and goes on
 * with a fresh one; closing settles them all.
 *
 * <p><b>Only what is never replaced is written so</b>: objects, snapshots, and lines at the end of a file. Hence restoring
 * something twice, or beside what came later, changes nothing. Before a file or folder that a frame names is deleted or
 * moved, the journal {@linkplain #settle(Path) is settled}: nothing comes back by a restart.
 *
 * <p><b>Failure.</b> If a frame can't be written, synced, or followed by its files' being put in place, then its writer
 * fails, and with it those whose frames were not synced yet. Nothing more is written to that segment, and nothing at all
 * until it is settled: with that these frames are gone for good, and what was acknowledged is durable without them. It
 * is tried at once, and then by each later write, which fails as long as it fails. Should the process die before that,
 * a write that was reported as failed may be there, as a whole, after the restart. A sync that has failed is never
 * repeated in the hope that it succeeds: systems may drop what could not be written, and report it once only. An
 * interrupt that falls in the middle of a write to the journal counts as a failure; one that is pending does not.
 *
 * <p>Safe for any number of threads, which do all the work: whoever waits for a sync or for a free segment sees to it, if
 * nobody else does. Writers that wait for each other's syncs hold no lock but their own files'.
 */
final class Journal {

    /** How many bytes it pays to write twice, once of them here, rather than sync a file of their own. */
    static final int WORTHWHILE = 512 << 10;

    private static final int SEGMENTS = 3;

    private final Path root;
    private final Path folder;
    private final Executor executor;
    private final Syncs syncs;
    private final SecureRandom random = new SecureRandom();

    /** Taken in this order. Settling takes long, forcing takes a sync, writing takes none but at a segment's end. */
    private final Lock settling = new ReentrantLock();

    private final Lock forcing = new ReentrantLock();
    private final Lock writing = new ReentrantLock();

    // Changed with writing held.
    private final Deque<JournalSegment> free = new ArrayDeque<>();
    private final Deque<JournalSegment> full = new ArrayDeque<>();
    private @Nullable JournalSegment active;
    private long next = 1;
    private boolean failed;
    private boolean closed;

    /** @param root the data directory */
    Journal(Path root, Path folder, Executor executor) {
        this.root = root;
        this.folder = folder;
        this.executor = executor;
        this.syncs = new Syncs(executor);
    }

    /** Puts a write's files in place. If it fails, it has undone what it can before. */
    @FunctionalInterface
    interface Placing {
        void run() throws IOException;
    }

    // ---- opening and closing

    /**
     * Opens the journal, in a folder that is there, and restores what it holds; before anything else is read.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if acknowledged frames can't be read
     */
    void open() throws IOException {
        boolean open = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                JournalSegment.open(root, file).ifPresent(found -> (found.isFree() ? free : full).add(found));
            }
            recover();
            open = true;
        } finally {
            if (!open) {
                closeSegments();
            }
        }
        if (!full.isEmpty()) {
            settleLater();
        }
    }

    private void recover() throws IOException {
        List<JournalSegment> found = new ArrayList<>(full);
        found.sort(Comparator.comparingLong(JournalSegment::first));
        for (int i = 0; i < found.size(); i++) {
            found.get(i).recover(i + 1 < found.size() ? found.get(i + 1).first() : 0);
            next = found.get(i).next();
        }
        full.clear();
        full.addAll(found);
    }

    /** Settles what can be settled; the rest is restored by the next opening. Does nothing the second time. */
    void close() throws IOException {
        try {
            settle();
        } catch (IOException e) {
            // The next opening does it.
        } finally {
            settling.lock();
            writing.lock();
            try {
                closed = true;
                closeSegments();
            } finally {
                writing.unlock();
                settling.unlock();
            }
        }
    }

    private void closeSegments() throws IOException {
        List<JournalSegment> all = new ArrayList<>(free);
        all.addAll(full);
        if (active != null) {
            all.add(active);
        }
        for (JournalSegment segment : all) {
            segment.close();
        }
    }

    // ---- writing

    /** A frame that is in a segment, maybe not yet durably. The segment's lock for placing is held. */
    private record Written(JournalSegment segment, long number) {}

    /**
     * Writes files durably, all or none. Whoever calls this sees to it that no two threads write one file at once.
     *
     * @param entries what the frame says
     * @param placing puts the files in place; called when the frame is durable
     */
    void write(List<JournalEntry> entries, Placing placing) throws IOException {
        ByteBuffer frame = JournalFrame.of(entries);
        if (frame.capacity() > JournalSegment.longestFrame()) {
            throw new IOException(frame.capacity() + " bytes are too many to be written at once");
        }
        uninterrupted(() -> {
            Written written = append(frame, entries);
            try {
                finish(written, placing);
            } catch (IOException | RuntimeException | Error e) {
                try {
                    settleFull();
                } catch (IOException unsettled) {
                    e.addSuppressed(unsettled);
                }
                throw e;
            }
        });
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

    private Written append(ByteBuffer frame, List<JournalEntry> entries) throws IOException {
        while (true) {
            writing.lock();
            try {
                if (closed) {
                    throw new ClosedChannelException();
                }
                if (!failed && active != null && active.fits(frame)) {
                    return append(active, frame, entries);
                }
            } finally {
                writing.unlock();
            }
            turn(frame);
        }
    }

    private Written append(JournalSegment segment, ByteBuffer frame, List<JournalEntry> entries) throws IOException {
        boolean written = false;
        segment.placing().readLock().lock();
        try {
            long number = segment.write(frame, entries);
            next = number + 1;
            written = true;
            return new Written(segment, number);
        } finally {
            if (!written) {
                fail(segment);
                segment.placing().readLock().unlock();
            }
        }
    }

    private void finish(Written written, Placing placing) throws IOException {
        boolean placed = false;
        try {
            force(written);
            placing.run();
            placed = true;
        } finally {
            if (!placed) {
                written.segment.refuse(written.number);
                fail(written.segment);
            }
            written.segment.placing().readLock().unlock();
        }
    }

    /** Returns when a frame is durable. Who comes first syncs for all who have written by then. */
    private void force(Written written) throws IOException {
        if (written.segment.isForced(written.number)) {
            return;
        }
        forcing.lock();
        try {
            if (!written.segment.isForced(written.number)) {
                written.segment.force(endBatch(written.segment));
            }
        } finally {
            forcing.unlock();
        }
    }

    private long endBatch(JournalSegment segment) throws IOException {
        writing.lock();
        try {
            if (segment != active) {
                // One that is full was synced before that.
                throw new IOException("another write to the journal has failed");
            }
            return segment.endBatch();
        } finally {
            writing.unlock();
        }
    }

    /** Has nothing written any more before this segment is settled. */
    private void fail(JournalSegment segment) {
        writing.lock();
        try {
            segment.fail();
            failed = true;
            if (segment == active) {
                active = null;
                full.add(segment);
            }
        } finally {
            writing.unlock();
        }
    }

    // ---- segments' turns

    /** Sees to it that there may be room for a frame, be it by waiting for a segment to be settled. */
    private void turn(ByteBuffer frame) throws IOException {
        boolean taken = false;
        forcing.lock();
        writing.lock();
        try {
            if (!failed) {
                if (active != null && active.fits(frame)) {
                    return;
                }
                seal();
                taken = take();
            }
        } finally {
            writing.unlock();
            forcing.unlock();
        }
        if (taken) {
            settleLater();
        } else {
            settleFull();
        }
    }

    /** Ends the use of the segment that is written to, if it was written to. With forcing and writing held. */
    private void seal() throws IOException {
        JournalSegment ending = active;
        if (ending != null && !ending.isEmpty()) {
            boolean forced = false;
            try {
                ending.force(ending.endBatch());
                forced = true;
            } finally {
                if (!forced) {
                    fail(ending);
                }
            }
            active = null;
            full.add(ending);
        }
    }

    /** Takes a free segment into use. Returns false if there is none. */
    private boolean take() throws IOException {
        if (free.isEmpty() && full.size() < SEGMENTS) {
            make();
        }
        JournalSegment taken = free.peek();
        if (taken != null) {
            taken.begin(random.nextLong(), next);
            free.remove();
            active = taken;
        }
        return taken != null;
    }

    /** Makes one more segment; if there is no space for it those that there are have to do. */
    private void make() throws IOException {
        try {
            free.add(JournalSegment.create(root, folder, random.nextLong()));
        } catch (IOException e) {
            if (full.isEmpty()) {
                throw e;
            }
        }
    }

    // ---- settling

    /** Settles everything, if a frame names a file, or one below a folder. */
    void settle(Path fileOrFolder) throws IOException {
        if (names(named -> named.stream().anyMatch(file -> file.startsWith(fileOrFolder)))) {
            settle();
        }
    }

    /** Whether a frame names a file. */
    boolean names(Path file) {
        return names(named -> named.contains(file));
    }

    private boolean names(Predicate<Set<Path>> names) {
        writing.lock();
        try {
            return Stream.concat(Stream.ofNullable(active), full.stream())
                    .anyMatch(segment -> names.test(segment.named()));
        } finally {
            writing.unlock();
        }
    }

    /** Makes everything that was written so far durable in its place, and empties the journal. */
    void settle() throws IOException {
        uninterrupted(() -> {
            forcing.lock();
            writing.lock();
            try {
                seal();
            } finally {
                writing.unlock();
                forcing.unlock();
            }
        });
        settleFull();
    }

    private void settleLater() {
        try {
            executor.execute(() -> {
                try {
                    settleFull();
                } catch (IOException e) {
                    // Whoever needs a free segment tries again, and is told.
                }
            });
        } catch (RejectedExecutionException e) {
            // Then whoever needs one does it.
        }
    }

    /** Settles the segments that are full now. */
    private void settleFull() throws IOException {
        uninterrupted(() -> {
            settling.lock();
            try {
                for (JournalSegment segment : fullNow()) {
                    segment.settle(syncs, random.nextLong());
                    freed(segment);
                }
            } finally {
                settling.unlock();
            }
        });
    }

    private List<JournalSegment> fullNow() {
        writing.lock();
        try {
            return closed ? List.of() : List.copyOf(full);
        } finally {
            writing.unlock();
        }
    }

    private void freed(JournalSegment segment) {
        writing.lock();
        try {
            full.remove(segment);
            free.add(segment);
            failed = full.stream().anyMatch(JournalSegment::hasFailed);
        } finally {
            writing.unlock();
        }
    }
}
