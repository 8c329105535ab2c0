package io.erpconfig.store.fs;

import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.ProjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Snapshots in the logs that the folders of their projects name; see {@link ProjectFolder} and {@link BranchLog}. */
final class FileSystemSnapshotLog implements SnapshotLog {

    private final ProjectFolders folders;
    private final BooleanSupplier upgrading;
    private final CommitIndex index = new CommitIndex(this);

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
        return Optional.empty();
    }

    /** Its entries don't say what came in with a snapshot. */
    @Override
    public boolean knowsContent(ProjectKey project) {
        return false;
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
