package io.erpconfig.store.fs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file of entries that never changes: their values in {@linkplain PackBlock blocks}, in the order in which they were
 * written, then an {@linkplain PackIndexBlock index}, a tree of blocks in the order of the keys, then a {@linkplain Footer
 * footer}, which is all that is read to open it. Every part has a checksum.
 *
 * <p>The file is closed, and deleted if it is {@linkplain #replaced replaced}, when nobody uses it any more. Safe for any
 * number of threads.
 */
final class Pack implements EntrySource {

    private static final int FIRST_READ = 12 << 10;
    private static final int MAX_BLOCK = JournalSegment.SIZE + PackBlock.SIZE;

    private final Path file;
    private final PackName name;
    private final Footer footer;
    private final long size;
    private final BlockCache cache;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile FileChannel channel;
    private volatile boolean replaced;

    private Pack(Path file, PackName name, FileChannel channel, Footer footer, long size, BlockCache cache) {
        this.file = file;
        this.name = name;
        this.channel = channel;
        this.footer = footer;
        this.size = size;
        this.cache = cache;
    }

    /**
     * The end of a pack.
     *
     * @param dataEnd    where the blocks of values end
     * @param root       where the topmost block of the index begins
     * @param rootLength its length; 0 if there are no entries
     * @param values     number of values
     * @param deleted    how many bytes the values had that deletions in this pack are of
     */
    record Footer(long dataEnd, long root, int rootLength, long values, long deleted) {

        static final int BYTES = 64;

        private static final long MAGIC = 0x4552_5043_5041_434bL;
        private static final int CRC = BYTES - Integer.BYTES;

        ByteBuffer encoded() {
            ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                    .putLong(MAGIC)
                    .putLong(dataEnd)
                    .putLong(root)
                    .putInt(rootLength)
                    .putLong(values)
                    .putLong(deleted);
            return bytes.putInt(CRC, PackBlock.crcOf(bytes.slice(0, CRC))).rewind();
        }

        /** @throws IllegalArgumentException if it is none */
        static Footer decode(ByteBuffer bytes) {
            if (bytes.getLong(0) != MAGIC || bytes.getInt(CRC) != PackBlock.crcOf(bytes.slice(0, CRC))) {
                throw new IllegalArgumentException("its end is not the one that was written");
            }
            return new Footer(
                    bytes.getLong(8), bytes.getLong(16), bytes.getInt(24), bytes.getLong(28), bytes.getLong(36));
        }
    }

    /** @throws DamagedPackException if it has no footer */
    static Pack open(Path file, PackName name, BlockCache cache) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        boolean open = false;
        try {
            long size = channel.size();
            if (size < Footer.BYTES) {
                throw new DamagedPackException(file, "it is cut short");
            }
            ByteBuffer end = ByteBuffer.allocate(Footer.BYTES);
            PlainFiles.readFully(channel, size - Footer.BYTES, end);
            Pack pack = new Pack(file, name, channel, Footer.decode(end.flip()), size, cache);
            open = true;
            return pack;
        } catch (IllegalArgumentException e) {
            throw new DamagedPackException(file, e.getMessage());
        } finally {
            if (!open) {
                channel.close();
            }
        }
    }

    Path file() {
        return file;
    }

    PackName name() {
        return name;
    }

    Footer footer() {
        return footer;
    }

    /** The size of the file, in bytes. */
    long size() {
        return size;
    }

    @Override
    public long first() {
        return name.first();
    }

    // ---- use

    /** Keeps it open until this use is {@linkplain #release released}. Whoever calls this knows that it is open. */
    void retain() {
        users.incrementAndGet();
    }

    /** Ends a use, the first of which is that of the caller that opened it. */
    void release() {
        if (users.decrementAndGet() > 0) {
            return;
        }
        try {
            synchronized (this) {
                channel.close();
            }
            if (replaced) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Nothing was written to it, and what is replaced is deleted by the next opening.
        }
    }

    /** Notes that another pack stands in for it: its file goes with its last use. */
    void replaced() {
        replaced = true;
    }

    // ---- reading

    /** Reads from the shared channel, which an interrupt closes: so it is put off, and what another has closed reopened. */
    private ByteBuffer read(long from, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel open = channel;
                try {
                    PlainFiles.readFully(open, from, into.clear());
                    return into.flip();
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    openAgain(open);
                } catch (EOFException e) {
                    throw new DamagedPackException(file, "it is cut short");
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void openAgain(FileChannel closed) throws IOException {
        if (users.get() == 0) {
            throw new ClosedChannelException();
        }
        if (channel == closed) {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        }
    }

    private DamagedPackException damaged(long at, RuntimeException why) {
        return new DamagedPackException(file, "at " + at + ": " + why.getMessage());
    }

    private PackIndexBlock indexBlock(long at, int length) throws IOException {
        Optional<PackIndexBlock> known = cache.find(this, at, PackIndexBlock.class);
        if (known.isPresent()) {
            return known.get();
        }
        if (at < 0 || length < PackIndexBlock.HEADER || at > size - length) {
            throw new DamagedPackException(file, "its index leads out of it");
        }
        try {
            PackIndexBlock block = PackIndexBlock.decode(read(at, length));
            cache.add(this, at, block, block.memory());
            return block;
        } catch (RuntimeException e) {
            throw damaged(at, e);
        }
    }

    /** The header of the block that begins somewhere. */
    PackBlock.Header header(long at) throws IOException {
        return header(at, read(at, PackBlock.Header.BYTES));
    }

    private PackBlock.Header header(long at, ByteBuffer bytes) throws IOException {
        try {
            PackBlock.Header header = PackBlock.Header.decode(bytes);
            if (header.stored() > footer.dataEnd - at - PackBlock.Header.BYTES || header.raw() > MAX_BLOCK) {
                throw new IllegalArgumentException("the block leads out of it");
            }
            return header;
        } catch (IllegalArgumentException e) {
            throw damaged(at, e);
        }
    }

    /** The bytes of a block as they are stored. */
    ByteBuffer stored(long at, PackBlock.Header header) throws IOException {
        return read(at + PackBlock.Header.BYTES, header.stored());
    }

    /** The block that begins somewhere. */
    PackBlock block(long at) throws IOException {
        Optional<PackBlock> known = cache.find(this, at, PackBlock.class);
        if (known.isPresent()) {
            return known.get();
        }
        if (at < 0 || at > footer.dataEnd - PackBlock.Header.BYTES) {
            throw new DamagedPackException(file, "its index leads out of it");
        }
        // Mostly one read is enough.
        ByteBuffer start = read(at, (int) Math.min(FIRST_READ, footer.dataEnd - at));
        PackBlock.Header header = header(at, start.slice(0, PackBlock.Header.BYTES));
        boolean whole = start.capacity() - PackBlock.Header.BYTES >= header.stored();
        try {
            PackBlock block = PackBlock.decode(
                    header, whole ? start.slice(PackBlock.Header.BYTES, header.stored()) : stored(at, header));
            cache.add(this, at, block, block.memory());
            return block;
        } catch (IllegalArgumentException e) {
            throw damaged(at, e);
        }
    }

    /** An entry of this pack. */
    final class Packed implements Entry {
        private final PackIndexBlock.Item item;

        Packed(PackIndexBlock.Item item) {
            this.item = item;
        }

        PackIndexBlock.Item item() {
            return item;
        }

        @Override
        public EntryKey key() {
            return item.key();
        }

        @Override
        public boolean isDeletion() {
            return item.deleted();
        }

        @Override
        public int length() {
            return item.length();
        }

        @Override
        public byte[] value() throws IOException {
            try {
                return block(item.block()).value(item.number());
            } catch (RuntimeException e) {
                throw damaged(item.block(), e);
            }
        }
    }

    @Override
    public Optional<Packed> floor(EntryKey key) throws IOException {
        if (footer.rootLength == 0) {
            return Optional.empty();
        }
        PackIndexBlock block = indexBlock(footer.root, footer.rootLength);
        while (true) {
            int at = block.floor(key);
            if (at < 0) {
                return Optional.empty();
            }
            PackIndexBlock.Item item = block.items().get(at);
            if (block.isLeaf()) {
                return Optional.of(new Packed(item));
            }
            block = indexBlock(item.block(), item.length());
        }
    }

    @Override
    public EntryCursor from(EntryKey key) {
        return new Cursor(key);
    }

    /** Goes through the index from a key on. A block that can't be read is passed over when that has been said. */
    private final class Cursor implements EntryCursor {

        /** The blocks from the topmost one down, each with the items that come next. */
        private final Deque<Rest> path = new ArrayDeque<>();

        /** Null when the key has been found, or what it would be in can't be read. */
        private @Nullable EntryKey from;

        private boolean begun;

        private final class Rest {
            private final PackIndexBlock block;
            private int next;

            Rest(PackIndexBlock block, int next) {
                this.block = block;
                this.next = next;
            }
        }

        Cursor(EntryKey from) {
            this.from = from;
        }

        @Override
        public Optional<Packed> next() throws IOException {
            if (!begun) {
                begun = true;
                if (footer.rootLength > 0) {
                    enter(footer.root, footer.rootLength);
                }
            }
            while (!path.isEmpty()) {
                Rest rest = path.getLast();
                if (rest.next == rest.block.items().size()) {
                    path.removeLast();
                    continue;
                }
                PackIndexBlock.Item item = rest.block.items().get(rest.next);
                rest.next++;
                if (rest.block.isLeaf()) {
                    return Optional.of(new Packed(item));
                }
                enter(item.block(), item.length());
            }
            return Optional.empty();
        }

        private void enter(long at, int length) throws IOException {
            EntryKey sought = from;
            boolean entered = false;
            try {
                PackIndexBlock block = indexBlock(at, length);
                int next = 0;
                if (sought != null) {
                    int floor = block.floor(sought);
                    boolean below = floor >= 0
                            && block.isLeaf()
                            && block.items().get(floor).key().compareTo(sought) < 0;
                    next = Math.max(0, below ? floor + 1 : floor);
                }
                path.addLast(new Rest(block, next));
                entered = !block.isLeaf();
            } finally {
                if (!entered) {
                    from = null;
                }
            }
        }
    }
}
