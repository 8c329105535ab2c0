package io.erpconfig.core.maintenance;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A set of digests that takes the same few MiB of memory however many they are: a hash table with open addressing, of
 * which the pages in use are in memory and the others in a temporary file. A set whose pages all fit in memory has no
 * file. The file takes at most 128 bytes a digest, and twice as much while the table grows; it is gone when the set is
 * closed, and when the process ends, however it ends.
 *
 * <p>If the file can't be written or read, that is an {@link UncheckedIOException}, and the set is of no use from then on:
 * it says nothing of the store. Used by one thread at a time.
 */
public final class Sha256Set implements Iterable<Sha256>, AutoCloseable {

    private static final int WORDS = Sha256.BYTES / Long.BYTES;
    private static final int PAGE_SLOTS = 32;
    private static final int PAGE_WORDS = PAGE_SLOTS * WORDS;
    private static final int PAGE_BYTES = PAGE_SLOTS * Sha256.BYTES;
    private static final int FIRST_BITS = 8;

    /** Number of pages in memory: 4 MiB of them. */
    private static final int FRAMES = 4096;

    /** The value of an empty slot. */
    private static final Sha256 ZERO = new Sha256(0, 0, 0, 0);

    private final Path folder;
    private final int frames;
    private Table table;
    private long size;

    /** Whether it is there is kept apart: in the table it would be an empty slot. */
    private boolean zero;

    /** @param folder where the temporary file is made if one is needed */
    public Sha256Set(Path folder) {
        this(folder, FRAMES);
    }

    /** @param frames the number of pages in memory, a power of two */
    Sha256Set(Path folder, int frames) {
        this.folder = requireNonNull(folder, "folder");
        this.frames = frames;
        this.table = new Table(FIRST_BITS);
    }

    /** The folder of temporary files unless the caller names one: the platform's place for them. */
    public static Path anywhere() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** The number of digests. */
    public long size() {
        return size;
    }

    public boolean contains(Sha256 digest) {
        return digest.equals(ZERO) ? zero : table.find(digest, false);
    }

    /** Adds a digest; returns whether it was new. */
    public boolean add(Sha256 digest) {
        boolean there = digest.equals(ZERO) ? zero : table.find(digest, true);
        zero |= digest.equals(ZERO);
        if (!there) {
            size++;
        }
        if (size > table.slots / 2) {
            grow();
        }
        return !there;
    }

    /** Both tables are in the order of the same bits, so they are gone through from front to back. */
    private void grow() {
        Table larger = new Table(table.bits + 1);
        boolean grown = false;
        try {
            for (Iterator<Sha256> each = table.iterator(); each.hasNext(); ) {
                larger.find(each.next(), true);
            }
            grown = true;
        } finally {
            (grown ? table : larger).close();
        }
        table = larger;
    }

    /** The digests in no order. Nothing may be added before the last one is read. */
    @Override
    public Iterator<Sha256> iterator() {
        Iterator<Sha256> others = table.iterator();
        if (!zero) {
            return others;
        }
        return Stream.concat(Stream.of(ZERO), Stream.generate(others::next).limit(size - 1))
                .iterator();
    }

    /** Gives up the temporary file. */
    @Override
    public void close() {
        table.close();
    }

    /**
     * The slots of one size of the set. A digest is in the slot that bits of its last word say, or in the next free one.
     * Not its first bits: stores list their objects in that order, and the slots of one part of it would fill up long
     * before the others.
     */
    private final class Table implements AutoCloseable {
        private final int bits;
        private final long slots;
        private final int mask;
        private final long[] words;
        private final long[] pages;
        private final BitSet changed = new BitSet();
        private final ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
        private @Nullable FileChannel file;

        Table(int bits) {
            this.bits = bits;
            this.slots = 1L << bits;
            int inMemory = (int) Math.min(frames, slots / PAGE_SLOTS);
            this.mask = inMemory - 1;
            this.words = new long[inMemory * PAGE_WORDS];
            this.pages = LongStream.range(0, inMemory).toArray();
        }

        /** Whether a digest is there, to which it is added if it isn't. */
        boolean find(Sha256 digest, boolean add) {
            long slot = digest.w3() >>> (Long.SIZE - bits);
            int at = at(slot);
            while (!isFree(at)) {
                if (words[at] == digest.w0()
                        && words[at + 1] == digest.w1()
                        && words[at + 2] == digest.w2()
                        && words[at + 3] == digest.w3()) {
                    return true;
                }
                slot = (slot + 1) % slots;
                at = at(slot);
            }
            if (add) {
                words[at] = digest.w0();
                words[at + 1] = digest.w1();
                words[at + 2] = digest.w2();
                words[at + 3] = digest.w3();
                changed.set(at / PAGE_WORDS);
            }
            return false;
        }

        private boolean isFree(int at) {
            return (words[at] | words[at + 1] | words[at + 2] | words[at + 3]) == 0;
        }

        /** The place of a slot in memory, into which its page is read if it isn't there. */
        private int at(long slot) {
            long wanted = slot / PAGE_SLOTS;
            int frame = (int) wanted & mask;
            if (pages[frame] != wanted) {
                try {
                    swap(frame, wanted);
                } catch (IOException e) {
                    throw new UncheckedIOException(
                            "can't use a temporary file in '" + folder + "': " + e.getMessage(), e);
                }
            }
            return frame * PAGE_WORDS + (int) (slot % PAGE_SLOTS) * WORDS;
        }

        private void swap(int frame, long wanted) throws IOException {
            FileChannel channel = file();
            int first = frame * PAGE_WORDS;
            if (changed.get(frame)) {
                page.clear().asLongBuffer().put(words, first, PAGE_WORDS);
                for (long to = pages[frame] * PAGE_BYTES; page.hasRemaining(); ) {
                    to += channel.write(page, to);
                }
                changed.clear(frame);
            }
            page.clear();
            long from = wanted * PAGE_BYTES;
            for (int read = 0; read >= 0 && page.hasRemaining(); ) {
                read = channel.read(page, from + page.position());
            }
            // What is behind the end of the file was never written.
            Arrays.fill(page.array(), page.position(), PAGE_BYTES, (byte) 0);
            page.clear().asLongBuffer().get(words, first, PAGE_WORDS);
            pages[frame] = wanted;
        }

        private FileChannel file() throws IOException {
            FileChannel open = file;
            if (open == null) {
                // Deleted by the system with its last user: on Unix its name goes at once.
                open = FileChannel.open(
                        Files.createTempFile(folder, "digests", null),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
                file = open;
            }
            return open;
        }

        Iterator<Sha256> iterator() {
            return LongStream.range(0, slots)
                    .mapToInt(this::at)
                    .filter(at -> !isFree(at))
                    .mapToObj(at -> new Sha256(words[at], words[at + 1], words[at + 2], words[at + 3]))
                    .iterator();
        }

        @Override
        public void close() {
            FileChannel open = file;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    // Nothing in it is needed any more.
                }
            }
        }
    }
}
