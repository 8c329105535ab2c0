package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * Writes a {@link Pack}: first the values, then what the index says of them in the order of the keys. Used by one thread.
 */
final class PackWriter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final List<PackIndexBlock.Builder> levels = new ArrayList<>();

    private ByteBuffer block = ByteBuffer.allocate(2 * PackBlock.SIZE);
    private int inBlock;
    private long blockFirst;

    private long written;
    private long values;
    private long deleted;
    private long dataEnd = -1;

    /** @param file which is made */
    PackWriter(Path file) throws IOException {
        this.channel = PlainFiles.openNew(file);
    }

    /** Where a value is: the beginning of its block, and its number. */
    record Location(long block, long number) {}

    // ---- values

    /** Number of values so far. */
    long values() {
        return values;
    }

    Location add(byte[] value) throws IOException {
        int length = value.length + Varint.MAX_BYTES;
        if (inBlock > 0 && block.position() + length > PackBlock.SIZE) {
            endBlock();
        }
        return addToBlock(value);
    }

    /** Adds values that belong together: all of them are in one block. */
    List<Location> addTogether(List<byte[]> together) throws IOException {
        int length = together.stream()
                .mapToInt(value -> value.length + Varint.MAX_BYTES)
                .sum();
        if (inBlock > 0 && block.position() + length > PackBlock.SIZE) {
            endBlock();
        }
        List<Location> locations = new ArrayList<>();
        for (byte[] value : together) {
            locations.add(addToBlock(value));
        }
        return locations;
    }

    private Location addToBlock(byte[] value) {
        int needed = block.position() + value.length + Varint.MAX_BYTES;
        if (needed > block.capacity()) {
            block = ByteBuffer.allocate(Math.max(needed, 2 * block.capacity())).put(block.flip());
        }
        if (inBlock == 0) {
            blockFirst = values;
        }
        Varint.put(block, value.length);
        block.put(value);
        inBlock++;
        return new Location(position(), values++);
    }

    /** Adds a block of another pack as it is. */
    Location addBlock(PackBlock.Header header, ByteBuffer stored) throws IOException {
        endBlock();
        Location location = new Location(position(), values);
        write(header.from(values).encoded());
        write(stored);
        values += header.count();
        return location;
    }

    private void endBlock() throws IOException {
        if (inBlock == 0) {
            return;
        }
        ByteBuffer raw = block.flip();
        int length = raw.remaining();
        ByteBuffer compressed = ByteBuffer.allocate(length);
        deflater.reset();
        deflater.setInput(raw.duplicate());
        deflater.finish();
        deflater.deflate(compressed);
        boolean smaller = deflater.finished() && compressed.position() < length;
        ByteBuffer stored = smaller ? compressed.flip() : raw;
        write(new PackBlock.Header(length, stored.remaining(), inBlock, blockFirst, PackBlock.crcOf(stored.duplicate()))
                .encoded());
        write(stored);
        block.clear();
        inBlock = 0;
        if (block.capacity() > 4 * PackBlock.SIZE) {
            block = ByteBuffer.allocate(2 * PackBlock.SIZE);
        }
    }

    // ---- the index

    /** Says of the next key where its value is, or that it was deleted. All values have been added. */
    void index(PackIndexBlock.Item item) throws IOException {
        if (dataEnd < 0) {
            endBlock();
            dataEnd = position();
        }
        deleted += item.deleted() ? item.length() : 0;
        index(0, item);
    }

    private void index(int level, PackIndexBlock.Item item) throws IOException {
        if (level == levels.size()) {
            levels.add(new PackIndexBlock.Builder(level == 0));
        }
        PackIndexBlock.Builder builder = levels.get(level);
        builder.add(item);
        if (builder.isFull()) {
            index(level + 1, writeIndexBlock(builder));
        }
    }

    private PackIndexBlock.Item writeIndexBlock(PackIndexBlock.Builder builder) throws IOException {
        EntryKey first = builder.first();
        ByteBuffer bytes = builder.take();
        PackIndexBlock.Item above = PackIndexBlock.Item.below(first, position(), bytes.remaining());
        write(bytes);
        return above;
    }

    /** The topmost block, which is the only one of its level; none if there are no entries. */
    private Optional<PackIndexBlock.Item> endIndex() throws IOException {
        Optional<PackIndexBlock.Item> root = Optional.empty();
        for (int level = 0; level < levels.size(); level++) {
            PackIndexBlock.Builder builder = levels.get(level);
            if (!builder.isEmpty()) {
                PackIndexBlock.Item last = writeIndexBlock(builder);
                if (level + 1 < levels.size()) {
                    index(level + 1, last);
                }
                root = Optional.of(last);
            }
        }
        return root;
    }

    /** Ends the pack, durably. */
    void finish() throws IOException {
        endBlock();
        dataEnd = dataEnd < 0 ? position() : dataEnd;
        Optional<PackIndexBlock.Item> root = endIndex();
        write(new Pack.Footer(
                        dataEnd,
                        root.map(PackIndexBlock.Item::block).orElse(0L),
                        root.map(PackIndexBlock.Item::length).orElse(0),
                        values,
                        deleted)
                .encoded());
        flush();
        channel.force(true);
    }

    // ---- bytes

    private long position() {
        return written + buffer.position();
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > buffer.remaining()) {
            flush();
        }
        if (bytes.remaining() > buffer.remaining()) {
            int length = bytes.remaining();
            PlainFiles.writeFully(channel, written, bytes);
            written += length;
        } else {
            buffer.put(bytes);
        }
    }

    private void flush() throws IOException {
        int length = buffer.flip().remaining();
        PlainFiles.writeFully(channel, written, buffer);
        written += length;
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        channel.close();
    }
}
