package io.erpconfig.store.fs;

import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.NewContent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Snapshots in the logs that the folders of their projects name; see {@link ProjectFolder} and {@link BranchLog}. */
final class FileSystemSnapshotLog implements SnapshotLog {

    /** How long what earlier versions have left is completed at a time. */
    private static final Duration COMPLETION = Duration.ofSeconds(30);

    private final ProjectFolders folders;
    private final BooleanSupplier upgrading;
    private final CommitIndex index = new CommitIndex(this);

    /** The number up to which content is known of branches that are being completed. */
    private final Map<BranchKey, Integer> completed = new ConcurrentHashMap<>();

    /** @param upgrading whether an earlier version's snapshots are not yet all where they can be found by their ids */
    FileSystemSnapshotLog(ProjectFolders folders, BooleanSupplier upgrading) {
        this.folders = folders;
        this.upgrading = upgrading;
    }

    private Optional<BranchLog> log(BranchKey branch) {
        return folders.find(branch.project()).map(folder -> folder.log(branch.branch()));
    }

    @Override
    public Optional<Snapshot> live(BranchKey branch) {
        return log(branch).flatMap(BranchLog::live);
    }

    @Override
    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
        return log(branch).flatMap(log -> log.find(number));
    }

    @Override
    public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
        return log(branch).map(log -> log.range(first, last)).orElse(List.of());
    }

    @Override
    public List<Location> findCommits(ProjectKey project, String digits) {
        Optional<ProjectFolder> folder = folders.find(project);
        List<Location> found = folder.map(known -> known.findCommits(digits)).orElse(List.of());
        boolean all = found.size() > 1 || found.size() == 1 && digits.length() == 2 * GitId.BYTES;
        if (all || folder.isEmpty() || !upgrading.getAsBoolean()) {
            return found;
        }
        List<BranchKey> branches = folder.get().logs().stream()
                .map(branch -> new BranchKey(project, branch))
                .toList();
        return index.commits(branches, digits);
    }

    @Override
    public Optional<SnapshotNumber> findNewest(BranchKey branch, String shortId) {
        return upgrading.getAsBoolean()
                ? index.newest(List.of(branch), shortId).map(Location::number)
                : folders.find(branch.project()).flatMap(folder -> folder.findNewest(branch.branch(), shortId));
    }

    @Override
    public Optional<GitBlob> findContent(ProjectKey project, GitId id, Predicate<Location> mayBeRead) {
        return folders.find(project).flatMap(folder -> folder.findContent(id, mayBeRead));
    }

    @Override
    public boolean knowsContent(ProjectKey project) {
        return folders.find(project).stream()
                .allMatch(folder -> folder.logs().stream()
                        .allMatch(branch -> folder.log(branch).knowsContent()));
    }

    /**
     * Notes for some time what content came in with the snapshots of earlier versions. What is damaged stays as it is.
     *
     * @param trees the folders that they name
     */
    void completeContent(Trees trees) {
        long begun = System.nanoTime();
        for (ProjectFolder folder : folders.all()) {
            for (BranchId id : folder.logs()) {
                BranchKey branch = new BranchKey(folder.key(), id);
                try {
                    if (!folder.log(id).knowsContent() && !complete(branch, trees, begun)) {
                        return;
                    }
                } catch (ConfigStoreException e) {
                    if (e.code() != ErrorCode.STORAGE_DAMAGED) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Returns false if there is no time to go on. */
    private boolean complete(BranchKey branch, Trees trees, long begun) {
        int live = live(branch).map(newest -> newest.number().value()).orElse(0);
        for (int next = completed.getOrDefault(branch, 0) + 1; next <= live; next++) {
            if (System.nanoTime() - begun > COMPLETION.toNanos()) {
                return false;
            }
            SnapshotNumber number = new SnapshotNumber(next);
            List<GitBlob> content = find(branch, number)
                    .map(snapshot -> NewContent.of(branch, snapshot, this, trees))
                    .orElse(List.of());
            if (!content.isEmpty()) {
                with(branch, log -> log.addContent(number, content));
            }
            completed.put(branch, next);
        }
        with(branch, BranchLog::contentIsKnown);
        completed.remove(branch);
        return true;
    }

    private void with(BranchKey branch, Consumer<BranchLog> action) {
        folders.shared(branch.project(), folder -> {
            action.accept(folder.log(branch.branch()));
            return true;
        });
    }

    @Override
    public void forEachBranch(Consumer<BranchKey> each) {
        for (ProjectFolder folder : folders.all()) {
            folder.logged().forEach(branch -> each.accept(new BranchKey(folder.key(), branch)));
        }
    }

    @Override
    public void purge(BranchKey branch) {
        if (folders.find(branch.project()).isPresent()) {
            folders.alone(branch.project(), folder -> {
                folder.purge(branch.branch());
                return true;
            });
        }
    }
}
