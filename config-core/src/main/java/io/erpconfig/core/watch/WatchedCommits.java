package io.erpconfig.core.watch;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommits;

/** Tells of each commit once it is visible. */
final class WatchedCommits implements StoreCommits {

    private final StoreCommits commits;
    private final Watches watches;

    WatchedCommits(StoreCommits commits, Watches watches) {
        this.commits = commits;
        this.watches = watches;
    }

    @Override
    public Outcome commit(StoreCommit commit) {
        try {
            return commits.commit(commit);
        } finally {
            // Stale or failed too: others' snapshots are news here, and some of its own may be there.
            watches.changed(commit.branch());
        }
    }

    @Override
    public int complete() {
        return commits.complete();
    }
}
