package io.erpconfig.app.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.ProjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps snapshots in memory, from when they are appended or read. A snapshot never changes, but its branch can go; so
 * the live one is always asked for first, which is answered from memory, and what is kept counts only as long as
 * there is one.
 */
final class CachingSnapshotLog implements SnapshotLog {

    /** What an entry costs beside its message: records, digests, key and node, in bytes. */
    private static final int OVERHEAD = 800;

    private final SnapshotLog snapshots;
    private final Cache<Key, Snapshot> cache;

    private record Key(BranchKey branch, int number) {}

    /**
     * @param maxBytes how much memory the cache may take, in bytes
     * @param counted  whether it counts its hits and misses
     */
    CachingSnapshotLog(SnapshotLog snapshots, long maxBytes, boolean counted) {
        this.snapshots = snapshots;
        Caffeine<Key, Snapshot> building = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Snapshot snapshot) ->
                        OVERHEAD + 2 * snapshot.message().length())
                .executor(Runnable::run);
        this.cache = counted ? building.recordStats().build() : building.build();
    }

    private CachingSnapshotLog(SnapshotLog snapshots, Cache<Key, Snapshot> cache) {
        this.snapshots = snapshots;
        this.cache = cache;
    }

    /** Another view of the same log, with the same cache. */
    CachingSnapshotLog over(SnapshotLog view) {
        return new CachingSnapshotLog(view, cache);
    }

    Cache<Key, Snapshot> cache() {
        return cache;
    }

    @Override
    public Optional<Snapshot> live(BranchKey branch) {
        return snapshots.live(branch);
    }

    @Override
    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
        Optional<Snapshot> live = snapshots.live(branch);
        if (live.isEmpty() || number.compareTo(live.get().number()) >= 0) {
            return live.filter(newest -> newest.number().equals(number));
        }
        Key key = new Key(branch, number.value());
        Snapshot kept = cache.getIfPresent(key);
        if (kept != null) {
            return Optional.of(kept);
        }
        Optional<Snapshot> found = snapshots.find(branch, number);
        found.ifPresent(snapshot -> cache.put(key, snapshot));
        return found;
    }

    /** As it is stored: who asks for a range reads a whole history once, and would push out what others ask for. */
    @Override
    public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
        return snapshots.range(branch, first, last);
    }

    @Override
    public Append append(BranchKey branch, List<Snapshot> added) {
        Append appended = snapshots.append(branch, added);
        if (appended == Append.DONE) {
            // Soon they are old, and then whoever asks when a file last changed goes through them.
            added.forEach(
                    snapshot -> cache.put(new Key(branch, snapshot.number().value()), snapshot));
        }
        return appended;
    }

    @Override
    public Optional<Location> findCommit(ProjectKey project, GitId commit) {
        return snapshots.findCommit(project, commit);
    }

    @Override
    public void forEachBranch(Consumer<BranchKey> each) {
        snapshots.forEachBranch(each);
    }

    @Override
    public void purge(BranchKey branch) {
        snapshots.purge(branch);
    }
}
