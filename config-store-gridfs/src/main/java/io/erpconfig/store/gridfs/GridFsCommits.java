package io.erpconfig.store.gridfs;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.Trees;
import java.util.List;

/**
 * Commits whose instant is the insert of the snapshots' document. What it refers to is stored before; the audit entries are
 * in it, and entered into their trails afterwards: see {@link AuditOutbox}. So it takes no transactions.
 */
final class GridFsCommits implements StoreCommits {

    private final GridFsSnapshotLog snapshots;
    private final AuditOutbox outbox;
    private final BlobStore blobs;

    GridFsCommits(GridFsSnapshotLog snapshots, AuditOutbox outbox, BlobStore blobs) {
        this.blobs = blobs;
        this.snapshots = snapshots;
        this.outbox = outbox;
    }

    @Override
    public Outcome commit(StoreCommit commit) {
        List<GridFsBlobUpload> uploads =
                commit.uploads().stream().map(GridFsBlobUpload.class::cast).toList();
        if (!uploads.isEmpty()) {
            uploads.get(0).commitWith(uploads.subList(1, uploads.size()));
        }
        return snapshots.append(commit);
    }

    @Override
    public int complete() {
        snapshots.index().complete(snapshots, new Trees(blobs));
        return outbox.deliverAll();
    }
}
