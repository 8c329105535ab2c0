package io.erpconfig.store.fs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A block of the index of a {@link Pack}: keys in order, each with where its value is or, in a block above others, where
 * the block is that begins with it.
 */
record PackIndexBlock(boolean isLeaf, List<Item> items) {

    /** A block is written when it has so many bytes. */
    static final int SIZE = 4 << 10;

    /** The CRC-32C before the rest. */
    static final int HEADER = Integer.BYTES;

    private static final int MEMORY = 80;

    /**
     * What the index says of a key.
     *
     * @param length  of the value, or of the one that was deleted; of the block below
     * @param deleted whether there is no value any more
     * @param block   where the block begins that has the value, or the block below
     * @param number  of the value in the pack
     */
    record Item(EntryKey key, int length, boolean deleted, long block, long number) {

        static Item below(EntryKey first, long block, int length) {
            return new Item(first, length, false, block, 0);
        }
    }

    /** Collects the items of one block. */
    static final class Builder {
        private final boolean leaf;
        private final ByteBuffer bytes = ByteBuffer.allocate(SIZE + EntryKey.MAX_LENGTH + 8 * Varint.MAX_BYTES);
        private byte[] before = {};
        private EntryKey first = EntryKey.of(new byte[1]);

        Builder(boolean leaf) {
            this.leaf = leaf;
            begin();
        }

        private void begin() {
            bytes.clear().putInt(0).put((byte) (leaf ? 1 : 0));
            before = new byte[0];
        }

        boolean isEmpty() {
            return before.length == 0;
        }

        boolean isFull() {
            return bytes.position() >= SIZE;
        }

        /** The key of the first item. */
        EntryKey first() {
            return first;
        }

        void add(Item item) {
            if (isEmpty()) {
                first = item.key;
            }
            byte[] key = item.key.bytes();
            int shared = Arrays.mismatch(before, key);
            Varint.put(bytes, shared);
            Varint.put(bytes, key.length - shared);
            bytes.put(key, shared, key.length - shared);
            Varint.put(bytes, (long) item.length << 1 | (item.deleted ? 1 : 0));
            if (!item.deleted) {
                Varint.put(bytes, item.block);
                Varint.put(bytes, item.number);
            }
            before = key;
        }

        /** The block; another one begins. */
        ByteBuffer take() {
            int end = bytes.position();
            bytes.putInt(0, PackBlock.crcOf(bytes.slice(HEADER, end - HEADER)));
            ByteBuffer block = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), end));
            begin();
            return block;
        }
    }

    /** @throws RuntimeException if this is not a block that was written */
    static PackIndexBlock decode(ByteBuffer block) {
        if (block.getInt() != PackBlock.crcOf(block.duplicate())) {
            throw new IllegalArgumentException("its index is not the one that was written");
        }
        boolean leaf = block.get() == 1;
        List<Item> items = new ArrayList<>();
        byte[] before = {};
        while (block.hasRemaining()) {
            int shared = Varint.getInt(block);
            byte[] key = Arrays.copyOf(before, shared + Varint.getInt(block));
            block.get(key, shared, key.length - shared);
            long length = Varint.get(block);
            boolean deleted = (length & 1) == 1;
            items.add(new Item(
                    EntryKey.of(key),
                    Math.toIntExact(length >>> 1),
                    deleted,
                    deleted ? 0 : Varint.get(block),
                    deleted ? 0 : Varint.get(block)));
            before = key;
        }
        return new PackIndexBlock(leaf, items);
    }

    /** The place of the item of the highest key that is not above this one; -1 if all are above it. */
    int floor(EntryKey key) {
        int low = 0;
        int high = items.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (items.get(middle).key.compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    int memory() {
        return items.size() * MEMORY;
    }
}
