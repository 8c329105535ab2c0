package io.erpconfig.core.memory;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.ProjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

final class InMemorySnapshotLog implements SnapshotLog {

    /** Snapshots by branch, the oldest first; no list is empty or ever changed. */
    private final Map<BranchKey, List<Snapshot>> logs = new ConcurrentHashMap<>();

    @Override
    public Optional<Snapshot> live(BranchKey branch) {
        List<Snapshot> log = log(branch);
        return log.isEmpty() ? Optional.empty() : Optional.of(log.get(log.size() - 1));
    }

    @Override
    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
        List<Snapshot> log = log(branch);
        return number.value() > log.size() ? Optional.empty() : Optional.of(log.get(number.value() - 1));
    }

    @Override
    public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
        List<Snapshot> log = log(branch);
        int to = Math.min(last.value(), log.size());
        return first.value() > to ? List.of() : log.subList(first.value() - 1, to);
    }

    private List<Snapshot> log(BranchKey branch) {
        return logs.getOrDefault(branch, List.of());
    }

    /** Appends a commit's snapshots, once its content is stored, unless it is stale; returns whether it did. */
    boolean append(StoreCommit commit) {
        AtomicBoolean done = new AtomicBoolean();
        logs.compute(commit.branch(), (key, found) -> {
            List<Snapshot> log = found == null ? List.of() : found;
            if (!commit.fitsBehind(log.size())) {
                return found;
            }
            commit.uploads().forEach(BlobUpload::commit);
            done.set(true);
            return Stream.concat(log.stream(), commit.snapshots().stream()).toList();
        });
        return done.get();
    }

    @Override
    public Optional<Location> findCommit(ProjectKey project, GitId commit) {
        for (Map.Entry<BranchKey, List<Snapshot>> log : logs.entrySet()) {
            if (log.getKey().project().equals(project)) {
                for (Snapshot snapshot : log.getValue()) {
                    if (snapshot.commitId().equals(commit)) {
                        return Optional.of(new Location(log.getKey(), snapshot.number()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void forEachBranch(Consumer<BranchKey> each) {
        new ArrayList<>(logs.keySet()).forEach(each);
    }

    @Override
    public void purge(BranchKey branch) {
        logs.remove(branch);
    }
}
