package io.erpconfig.core.spi;

import static java.util.Objects.requireNonNull;

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

/** Passes every call on to another log of snapshots: for decorators, which override what they change. */
public abstract class ForwardingSnapshotLog implements SnapshotLog {

    private final SnapshotLog snapshots;

    protected ForwardingSnapshotLog(SnapshotLog snapshots) {
        this.snapshots = requireNonNull(snapshots, "snapshots");
    }

    @Override
    public Optional<Snapshot> live(BranchKey branch) {
        return snapshots.live(branch);
    }

    @Override
    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
        return snapshots.find(branch, number);
    }

    @Override
    public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
        return snapshots.range(branch, first, last);
    }

    @Override
    public List<Location> findCommits(ProjectKey project, String digits) {
        return snapshots.findCommits(project, digits);
    }

    @Override
    public Optional<SnapshotNumber> findNewest(BranchKey branch, String shortId) {
        return snapshots.findNewest(branch, shortId);
    }

    @Override
    public Optional<GitBlob> findContent(ProjectKey project, GitId id, Predicate<Location> mayBeRead) {
        return snapshots.findContent(project, id, mayBeRead);
    }

    @Override
    public boolean knowsContent(ProjectKey project) {
        return snapshots.knowsContent(project);
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
