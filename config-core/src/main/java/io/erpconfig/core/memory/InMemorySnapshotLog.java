package io.erpconfig.core.memory;

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
import java.util.concurrent.atomic.AtomicReference;
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

    @Override
    public Append append(BranchKey branch, List<Snapshot> snapshots) {
        AtomicReference<Append> outcome = new AtomicReference<>(Append.STALE);
        logs.compute(branch, (key, found) -> {
            List<Snapshot> log = found == null ? List.of() : found;
            if (!SnapshotLog.fits(snapshots, log.size())) {
                return found;
            }
            outcome.set(Append.DONE);
            return Stream.concat(log.stream(), snapshots.stream()).toList();
        });
        return outcome.get();
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
