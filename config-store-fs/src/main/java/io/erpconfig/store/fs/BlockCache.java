package io.erpconfig.store.fs;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Blocks of packs that were used lately, in bounded memory. Safe for any number of threads. */
final class BlockCache {

    private static final int MAX_BYTES = 6 << 20;
    private static final int FIXED = 120;

    private final Map<Place, Cached> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private final Lock lock = new ReentrantLock();
    private long bytes;

    /** Where a block is. */
    private record Place(Pack pack, long at) {}

    private record Cached(Object block, int bytes) {}

    <T> Optional<T> find(Pack pack, long at, Class<T> type) {
        lock.lock();
        try {
            return Optional.ofNullable(blocks.get(new Place(pack, at))).map(found -> type.cast(found.block));
        } finally {
            lock.unlock();
        }
    }

    void add(Pack pack, long at, Object block, int memory) {
        lock.lock();
        try {
            int size = memory + FIXED;
            Cached before = blocks.put(new Place(pack, at), new Cached(block, size));
            bytes += size - (before == null ? 0 : before.bytes);
            Iterator<Cached> oldest = blocks.values().iterator();
            while (bytes > MAX_BYTES && blocks.size() > 1) {
                bytes -= oldest.next().bytes;
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }
}
