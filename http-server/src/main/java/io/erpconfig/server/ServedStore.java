package io.erpconfig.server;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.watch.Watches;
import io.erpconfig.http.read.BlockingPolicy;
import io.erpconfig.server.observe.Metrics;
import io.erpconfig.store.cache.BlockingGuard;
import io.erpconfig.store.cache.SharedReads;
import io.erpconfig.store.cache.StoreCaches;
import io.erpconfig.store.cache.WatchedPorts;
import java.util.Optional;

/**
 * A store as a server's requests see it. Here alone is said what lies between them and the storage.
 *
 * @param reading  for those who read
 * @param changing the same store for those who are about to change something: what others have changed is seen there at
 *                 once
 * @param blocking forbids the store to wait
 * @param watches  tell of what is changed through it, and of what others append where the storage tells of that
 */
record ServedStore(ConfigStore reading, ConfigStore changing, BlockingPolicy blocking, Watches watches) {

    /** The caches' share of the heap; the rest is for requests, and for folders while they are being changed. */
    private static final int HEAP_PER_CACHES = 6;

    private static final long MAX_CACHE_BYTES = 24L << 20;

    /** @param metrics where the caches are counted */
    static ServedStore of(Backend backend, Optional<Metrics> metrics) {
        StoreCaches caches = new StoreCaches(
                Math.min(Runtime.getRuntime().maxMemory() / HEAP_PER_CACHES, MAX_CACHE_BYTES), metrics.isPresent());
        Watches watches = new Watches();
        metrics.ifPresent(counts -> caches.byContent().forEach(counts::cache));
        if (!backend.shared()) {
            // The store itself has in memory what requests ask for again and again, and nobody else changes it.
            ConfigStore cached = backend.store().with(caches::over).with(WatchedPorts.by(watches));
            return new ServedStore(cached, cached, BlockingPolicy.ALWAYS_IN_MEMORY, watches);
        }
        SharedReads reads = new SharedReads(backend.executor());
        backend.store().follow(reads.changes());
        // Behind the caches: who is told reads what is new.
        backend.store().follow(watches.changes());
        return new ServedStore(
                backend.store().with(reads::recent).with(caches::over),
                // In front of all else: who is told of a change is to see it.
                backend.store().with(reads::upToDate).with(caches::over).with(WatchedPorts.by(watches)),
                blocking(reads.blocking()),
                watches);
    }

    private static BlockingPolicy blocking(BlockingGuard guard) {
        return new BlockingPolicy() {
            @Override
            public void forbid() {
                guard.forbid();
            }

            @Override
            public void allow() {
                guard.allow();
            }
        };
    }
}
