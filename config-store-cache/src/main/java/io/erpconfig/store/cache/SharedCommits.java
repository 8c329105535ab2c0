package io.erpconfig.store.cache;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import java.util.Optional;

/** Has the live snapshot of a branch looked for anew that somebody has committed to. */
final class SharedCommits implements StoreCommits {

    private final StoreCommits commits;
    private final RefreshingCache<BranchKey, Optional<Snapshot>> live;

    SharedCommits(StoreCommits commits, RefreshingCache<BranchKey, Optional<Snapshot>> live) {
        this.commits = commits;
        this.live = live;
    }

    @Override
    public Outcome commit(StoreCommit commit) {
        try {
            return commits.commit(commit);
        } finally {
            // Stale or failed too: there is a state that this node has not seen.
            live.changed(commit.branch());
        }
    }

    @Override
    public int complete() {
        return commits.complete();
    }
}
