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
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Snapshots as files in the folders of their projects; see {@link ProjectFolder} and {@link BranchLog}. */
final class FileSystemSnapshotLog implements SnapshotLog {

    private final ProjectFolders folders;
    private final CommitIndex index = new CommitIndex(this);

    FileSystemSnapshotLog(ProjectFolders folders) {
        this.folders = folders;
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
        List<BranchKey> branches = folders.find(project).stream()
                .flatMap(folder -> folder.logs().stream())
                .map(branch -> new BranchKey(project, branch))
                .toList();
        return index.commits(branches, digits);
    }

    @Override
    public Optional<SnapshotNumber> findNewest(BranchKey branch, String shortId) {
        return index.newest(List.of(branch), shortId).map(Location::number);
    }

    @Override
    public Optional<GitBlob> findContent(ProjectKey project, GitId id, Predicate<Location> mayBeRead) {
        return Optional.empty();
    }

    /** Its files don't say what came in with a snapshot. */
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
