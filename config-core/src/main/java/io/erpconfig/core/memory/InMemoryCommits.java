package io.erpconfig.core.memory;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommits;

/** Commits one after another. */
final class InMemoryCommits implements StoreCommits {

    private final InMemorySnapshotLog snapshots;
    private final InMemoryAuditLog audit;

    InMemoryCommits(InMemorySnapshotLog snapshots, InMemoryAuditLog audit) {
        this.snapshots = snapshots;
        this.audit = audit;
    }

    @Override
    public synchronized Outcome commit(StoreCommit commit) {
        if (!snapshots.append(commit)) {
            return Outcome.STALE;
        }
        audit.append(commit.entries());
        return Outcome.DONE;
    }

    @Override
    public int complete() {
        return 0;
    }
}
