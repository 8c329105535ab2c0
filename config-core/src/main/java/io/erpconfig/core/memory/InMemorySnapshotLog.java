package io.erpconfig.core.memory;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.ProjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

final class InMemorySnapshotLog implements SnapshotLog {

    /** Snapshots by branch, the oldest first; no list is empty or ever changed. */
    private final Map<BranchKey, List<Snapshot>> logs = new ConcurrentHashMap<>();

    /** Where each commit is, by {@link #key(BranchKey, Snapshot)}: a project's in the order of their ids. */
    private final NavigableMap<String, Location> commits = new ConcurrentSkipListMap<>();

    private final Map<Content, SnapshotNumber> newest = new ConcurrentHashMap<>();

    /** The content that came in with each branch, by its git id. */
    private final Map<BranchKey, Map<GitId, Incoming>> content = new ConcurrentHashMap<>();

    private record Incoming(SnapshotNumber first, GitBlob blob) {}

    /** Content that a branch has or had. */
    private record Content(BranchKey branch, String shortId) {}

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
            Map<GitId, Incoming> known = content.computeIfAbsent(key, branch -> new ConcurrentHashMap<>());
            commit.steps()
                    .forEach(step -> step.content()
                            .forEach(blob -> known.putIfAbsent(
                                    blob.id(), new Incoming(step.snapshot().number(), blob))));
            for (Snapshot snapshot : commit.snapshots()) {
                commits.put(key(key, snapshot), new Location(key, snapshot.number()));
                newest.put(new Content(key, snapshot.shortId()), snapshot.number());
            }
            return Stream.concat(log.stream(), commit.snapshots().stream()).toList();
        });
        return done.get();
    }

    private static String key(BranchKey branch, Snapshot snapshot) {
        return branch.project() + "/" + snapshot.commitId().hex() + "/" + branch.branch() + "/" + snapshot.number();
    }

    @Override
    public List<Location> findCommits(ProjectKey project, String digits) {
        String first = project + "/" + digits;
        Map<String, Location> found = new LinkedHashMap<>();
        for (Map.Entry<String, Location> each : commits.tailMap(first).entrySet()) {
            if (!each.getKey().startsWith(first) || found.size() == 2) {
                break;
            }
            found.putIfAbsent(
                    each.getKey().substring(0, project.toString().length() + 1 + 2 * GitId.BYTES), each.getValue());
        }
        return List.copyOf(found.values());
    }

    @Override
    public Optional<SnapshotNumber> findNewest(BranchKey branch, String shortId) {
        return Optional.ofNullable(newest.get(new Content(branch, shortId)));
    }

    @Override
    public Optional<GitBlob> findContent(ProjectKey project, GitId id, Predicate<Location> mayBeRead) {
        return content.entrySet().stream()
                .filter(branch -> branch.getKey().project().equals(project)
                        && branch.getValue().containsKey(id))
                .flatMap(branch -> {
                    Incoming found = branch.getValue().get(id);
                    return mayBeRead.test(new Location(branch.getKey(), found.first))
                            ? Stream.of(found.blob)
                            : Stream.of();
                })
                .findFirst();
    }

    @Override
    public boolean knowsContent(ProjectKey project) {
        return true;
    }

    @Override
    public void forEachBranch(Consumer<BranchKey> each) {
        new ArrayList<>(logs.keySet()).forEach(each);
    }

    @Override
    public void purge(BranchKey branch) {
        logs.computeIfPresent(branch, (key, log) -> {
            for (Snapshot snapshot : log) {
                commits.remove(key(key, snapshot));
                newest.remove(new Content(key, snapshot.shortId()));
            }
            content.remove(key);
            return null;
        });
    }
}
