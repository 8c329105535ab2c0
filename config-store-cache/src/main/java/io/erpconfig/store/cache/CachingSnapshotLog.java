package io.erpconfig.store.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.spi.ForwardingSnapshotLog;
import java.util.Optional;

/**
 * Keeps snapshots in memory, from when they are appended or read. A snapshot never changes, but its branch can go; so
 * the live one is always asked for first, which is answered from memory, and what is kept counts only as long as
 * there is one. A range is read as it is stored: who asks for one reads a whole history once, and would push out what others
 * ask for.
 */
final class CachingSnapshotLog extends ForwardingSnapshotLog {

    /** Size of an entry beside its message: records, digests, key and node, in bytes. */
    private static final int OVERHEAD = 800;

    private final Cache<Key, Snapshot> cache;

    /** The key of a snapshot. */
    record Key(BranchKey branch, int number) {}

    CachingSnapshotLog(SnapshotLog snapshots, Cache<Key, Snapshot> cache) {
        super(snapshots);
        this.cache = cache;
    }

    /**
     * A cache to be built for it.
     *
     * @param maxBytes how much memory it may take, in bytes
     */
    static Caffeine<Key, Snapshot> caching(long maxBytes) {
        return Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Snapshot snapshot) ->
                        OVERHEAD + 2 * snapshot.message().length())
                .executor(Runnable::run);
    }

    @Override
    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
        Optional<Snapshot> live = live(branch);
        if (live.isEmpty() || number.compareTo(live.get().number()) >= 0) {
            return live.filter(newest -> newest.number().equals(number));
        }
        Key key = new Key(branch, number.value());
        Snapshot kept = cache.getIfPresent(key);
        if (kept != null) {
            return Optional.of(kept);
        }
        Optional<Snapshot> found = super.find(branch, number);
        found.ifPresent(snapshot -> cache.put(key, snapshot));
        return found;
    }
}
