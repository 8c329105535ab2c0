package io.erpconfig.store.cache;

import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.spi.ForwardingSnapshotLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Keeps for a moment which snapshots are live. */
final class SharedSnapshotLog extends ForwardingSnapshotLog {

    private final RefreshingCache<BranchKey, Optional<Snapshot>> live;
    private final BlockingGuard blocking;
    private final Lookup lookup;

    SharedSnapshotLog(
            SnapshotLog snapshots,
            RefreshingCache<BranchKey, Optional<Snapshot>> live,
            BlockingGuard blocking,
            Lookup lookup) {
        super(snapshots);
        this.live = live;
        this.blocking = blocking;
        this.lookup = lookup;
    }

    @Override
    public Optional<Snapshot> live(BranchKey branch) {
        return lookup.find(live, branch, super::live);
    }

    @Override
    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
        blocking.check();
        return super.find(branch, number);
    }

    @Override
    public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
        blocking.check();
        return super.range(branch, first, last);
    }

    @Override
    public List<Location> findCommits(ProjectKey project, String digits) {
        blocking.check();
        return super.findCommits(project, digits);
    }

    @Override
    public Optional<SnapshotNumber> findNewest(BranchKey branch, String shortId) {
        blocking.check();
        return super.findNewest(branch, shortId);
    }

    @Override
    public Optional<GitBlob> findContent(ProjectKey project, GitId id, Predicate<Location> mayBeRead) {
        blocking.check();
        return super.findContent(project, id, mayBeRead);
    }

    @Override
    public boolean knowsContent(ProjectKey project) {
        blocking.check();
        return super.knowsContent(project);
    }

    @Override
    public void purge(BranchKey branch) {
        try {
            super.purge(branch);
        } finally {
            live.changed(branch);
        }
    }
}
