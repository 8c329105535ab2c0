package io.erpconfig.store.cache;

import com.github.benmanes.caffeine.cache.Cache;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.history.Snapshot;
import java.util.List;

/** Keeps what was committed: it is the next to be read. */
final class CachingCommits implements StoreCommits {

    private final StoreCommits commits;
    private final Cache<CachingSnapshotLog.Key, Snapshot> snapshots;

    CachingCommits(StoreCommits commits, Cache<CachingSnapshotLog.Key, Snapshot> snapshots) {
        this.commits = commits;
        this.snapshots = snapshots;
    }

    @Override
    public Outcome commit(StoreCommit commit) {
        List<CachingBlobUpload> uploads =
                commit.uploads().stream().map(CachingBlobUpload.class::cast).toList();
        Outcome outcome = commits.commit(commit.withUploads(
                uploads.stream().map(CachingBlobUpload::upload).toList()));
        if (outcome == Outcome.DONE) {
            uploads.forEach(CachingBlobUpload::keep);
            // Soon they are old, and are read to find a file's last change.
            commit.snapshots()
                    .forEach(snapshot -> snapshots.put(
                            new CachingSnapshotLog.Key(
                                    commit.branch(), snapshot.number().value()),
                            snapshot));
        }
        return outcome;
    }

    @Override
    public int complete() {
        return commits.complete();
    }
}
