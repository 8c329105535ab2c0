package io.erpconfig.core.edit;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.history.BranchKey;
import java.util.Optional;

/**
 * An edit whose contents have been taken in, while nothing in the store names them yet: what can fail about them has
 * failed by now, and what is left to be done is quick. One that is closed without having been made has changed nothing;
 * what it stored is freed by a later sweep. Used by one thread.
 */
public final class PreparedEdit implements AutoCloseable {

    private final Edit edit;
    private final EditSteps steps;
    private final BlobUpload upload;
    private final EditQueues queues;

    /** @param upload holds the contents of the steps, committed or not; closed with this */
    PreparedEdit(Edit edit, EditSteps steps, BlobUpload upload, EditQueues queues) {
        this.edit = edit;
        this.steps = steps;
        this.upload = upload;
        this.queues = queues;
    }

    /** The edit that was prepared. */
    Edit edit() {
        return edit;
    }

    /** Makes it. */
    EditOutcome make(BranchKey branch) {
        return make(branch, Optional.of(edit.said()));
    }

    /**
     * Makes it. The branch need not have a record yet.
     *
     * @param audit what the audit trail says of it
     */
    EditOutcome make(BranchKey branch, Optional<AuditEntry> audit) {
        return queues.make(branch, new QueuedEdit(edit.audited(audit), steps, upload));
    }

    @Override
    public void close() {
        upload.close();
    }
}
