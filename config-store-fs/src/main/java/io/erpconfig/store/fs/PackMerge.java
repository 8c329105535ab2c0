package io.erpconfig.store.fs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Merges packs into one, without what newer ones say otherwise. The values stay in the order in which they were written; a
 * block that is whole is copied as it is, so that damage stays what it is, and nothing is compressed again.
 *
 * <p>Takes a bit of memory for each value, and some bytes for each block. Used by one thread, once.
 */
final class PackMerge {

    private static final EntryKey FIRST = EntryKey.of(new byte[1]);

    private final List<Pack> packs;
    private final boolean oldest;
    private final BooleanSupplier stopped;

    /** For each pack, which of its values count. */
    private final List<BitSet> live = new ArrayList<>();

    /** For each pack, where its blocks have gone to. */
    private final List<List<Moved>> moved = new ArrayList<>();

    /**
     * Where what counts of a block has gone to.
     *
     * @param first the number of its first value
     * @param to    where its first value that counts is now
     */
    private record Moved(long block, long first, PackWriter.Location to) {}

    /**
     * @param packs   the newest first
     * @param oldest  whether there is no older pack, so that deletions have done their work
     * @param stopped asked now and then whether to give up
     */
    PackMerge(List<Pack> packs, boolean oldest, BooleanSupplier stopped) {
        this.packs = packs;
        this.oldest = oldest;
        this.stopped = stopped;
    }

    /**
     * Writes the pack.
     *
     * @throws DamagedPackException if part of an index can't be read: what it says is kept by not merging the pack
     */
    void writeTo(PackWriter out) throws IOException {
        findLive();
        packs.forEach(pack -> moved.add(new ArrayList<>()));
        for (int i = packs.size() - 1; i >= 0; i--) {
            moveBlocks(i, out);
        }
        EntryMerge entries = new EntryMerge(packs, FIRST);
        for (Optional<EntryMerge.From> each = next(entries); each.isPresent(); each = next(entries)) {
            PackIndexBlock.Item item = item(each.get());
            if (!item.deleted()) {
                out.index(moved(item, each.get().source()));
            } else if (!oldest) {
                out.index(item);
            }
        }
        out.finish();
    }

    private static PackIndexBlock.Item item(EntryMerge.From from) {
        return ((Pack.Packed) from.entry()).item();
    }

    private Optional<EntryMerge.From> next(EntryMerge entries) throws IOException {
        requireGoing();
        Optional<EntryMerge.From> next = entries.next();
        if (!entries.damages().isEmpty()) {
            throw entries.damages().get(0);
        }
        return next;
    }

    private void requireGoing() throws InterruptedIOException {
        if (stopped.getAsBoolean()) {
            throw new InterruptedIOException("the store is being closed");
        }
    }

    private void findLive() throws IOException {
        packs.forEach(pack -> live.add(new BitSet()));
        EntryMerge entries = new EntryMerge(packs, FIRST);
        for (Optional<EntryMerge.From> each = next(entries); each.isPresent(); each = next(entries)) {
            PackIndexBlock.Item item = item(each.get());
            if (!item.deleted()) {
                live.get(each.get().source()).set(Math.toIntExact(item.number()));
            }
        }
    }

    private void moveBlocks(int source, PackWriter out) throws IOException {
        Pack pack = packs.get(source);
        BitSet counts = live.get(source);
        for (long at = 0; at < pack.footer().dataEnd(); ) {
            requireGoing();
            PackBlock.Header header = pack.header(at);
            int first = Math.toIntExact(header.first());
            int count = counts.get(first, first + header.count()).cardinality();
            if (count == header.count()) {
                add(source, at, header, out.addBlock(header, pack.stored(at, header)));
            } else if (count > 0) {
                List<byte[]> values = new ArrayList<>();
                PackBlock block = pack.block(at);
                for (int n = counts.nextSetBit(first);
                        n >= 0 && n < first + header.count();
                        n = counts.nextSetBit(n + 1)) {
                    values.add(block.value(n));
                }
                add(source, at, header, out.addTogether(values).get(0));
            }
            at += PackBlock.Header.BYTES + header.stored();
        }
    }

    private void add(int source, long at, PackBlock.Header header, PackWriter.Location to) {
        moved.get(source).add(new Moved(at, header.first(), to));
    }

    private PackIndexBlock.Item moved(PackIndexBlock.Item item, int source) {
        List<Moved> blocks = moved.get(source);
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks.get(middle).block <= item.block()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Moved block = blocks.get(low);
        int before = live.get(source)
                .get((int) block.first, Math.toIntExact(item.number()))
                .cardinality();
        return new PackIndexBlock.Item(item.key(), item.length(), false, block.to.block(), block.to.number() + before);
    }
}
