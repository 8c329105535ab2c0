package io.erpconfig.core.edit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.content.TreeDraft;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.FileChange;
import io.erpconfig.core.read.TreeComparison;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes what is in branches. An edit makes one snapshot and, with what is new of files and folders and what the audit
 * trail says of it, commits it to the store in one step. If another writer was faster, the edit is made again on the
 * new state: edits that don't exclude each other by a {@link Precondition} all succeed, each in its own snapshot.
 *
 * <p>Edits that wait for one branch at the same time become durable together, in the order in which they came; a single
 * one makes one {@linkplain io.erpconfig.core.commit.StoreCommit commit}, and so do many. To each of them it is as if
 * it had been made alone: it has its own snapshot, its own outcome, and a state before it on which its precondition and
 * changes were checked. Only a failing storage fails them all. Branches never wait for each other.
 *
 * <p>When a method returns, what it says is durable. When it throws, nothing has changed, unless a {@linkplain
 * ErrorCategory#STORAGE storage} failed in the very act of committing: then the edit is there whole or not at all. Safe
 * for any number of threads.
 */
public final class ConfigEditor {

    /** Files may be this large unless the caller says otherwise: 16 MiB, in bytes (contract, section 3). */
    public static final long DEFAULT_MAX_FILE_SIZE = 16L << 20;

    // An edit of more than this, say an import, stores its contents before it queues: beside that the one more step is
    // nothing, and nobody else has to wait for it, or fails if there is no space for it.
    private static final int MANY_CONTENTS = 256;
    private static final long LARGE_CONTENTS = 16L << 20;

    private final ConfigStore store;
    private final long maxFileSize;
    private final EditQueues queues;

    /**
     * @param store       where it all is
     * @param clock       gives snapshots their time; if it goes back, so do they
     * @param maxFileSize in bytes; a larger file is {@link ErrorCode#FILE_TOO_LARGE}
     */
    public ConfigEditor(ConfigStore store, Clock clock, long maxFileSize) {
        this.store = requireNonNull(store, "store");
        this.maxFileSize = maxFileSize;
        this.queues = new EditQueues(store, requireNonNull(clock, "clock"));
    }

    /** The largest file that is taken, in bytes. */
    public long maxFileSize() {
        return maxFileSize;
    }

    /**
     * Makes an edit.
     *
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND}; what each {@link Change} says of itself; {@link
     *     ErrorCode#FILE_TOO_LARGE}; {@link ErrorCode#INVALID_CONTENT}
     */
    public EditOutcome edit(Project project, BranchName branch, Edit edit) {
        Branch found = store.projects()
                .findBranch(project.key(), branch)
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "no branch '" + branch + "'"));
        return edit(
                new BranchKey(project.key(), found.id()),
                edit.audited(edit.said().withIfAbsent(Subject.BRANCH, branch.value())));
    }

    /**
     * Makes an edit in a branch that has been found.
     *
     * @throws ConfigStoreException as {@link #edit(Project, BranchName, Edit)}
     */
    public EditOutcome edit(BranchKey branch, Edit edit) {
        try (BlobUpload upload = store.blobs().begin()) {
            EditSteps steps = EditSteps.store(edit, upload, maxFileSize);
            if (steps.contents() > MANY_CONTENTS || steps.bytes() > LARGE_CONTENTS) {
                upload.commit();
            }
            return new PreparedEdit(edit, steps, upload, queues).make(branch);
        }
    }

    /**
     * Takes in and stores the contents of an edit that is to be made {@linkplain ProjectEditor#fill with its branch}.
     * Nothing names them yet. They have to be named within the time that a sweep beside writers grants.
     *
     * @throws ConfigStoreException {@link ErrorCode#FILE_TOO_LARGE}; {@link ErrorCode#INVALID_CONTENT}
     */
    public PreparedEdit prepare(Edit edit) {
        BlobUpload upload = store.blobs().begin();
        boolean prepared = false;
        try {
            EditSteps steps = EditSteps.store(edit, upload, maxFileSize);
            upload.commit();
            prepared = true;
            return new PreparedEdit(edit, steps, upload, queues);
        } finally {
            if (!prepared) {
                upload.close();
            }
        }
    }

    /**
     * The files that an edit would change, by path, if it were made now. Its contents are read, but nothing is stored.
     *
     * @param branch where it would be made; a new one if none is named
     * @throws ConfigStoreException as {@link #edit}
     */
    public List<FileChange> preview(Optional<BranchKey> branch, Edit edit) {
        Trees trees = new Trees(store.blobs());
        TreeId before = branch.map(key -> store.snapshots()
                        .live(key)
                        .orElseThrow(() -> new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "the branch is gone"))
                        .root())
                .orElse(Tree.EMPTY.id());
        TreeDraft draft = new TreeDraft(trees, before);
        EditSteps.store(edit, new DigestingUpload(), maxFileSize)
                .applyTo(
                        draft,
                        number -> branch.flatMap(key -> store.snapshots().find(key, number))
                                .orElseThrow(() -> new ConfigStoreException(
                                        ErrorCode.SNAPSHOT_NOT_FOUND, "no snapshot " + number)));
        TreeDraft.Built built = draft.build();
        List<FileChange> changes = new ArrayList<>();
        new TreeComparison(trees.with(built.fresh()), before, built.root()).forEach(changes::add);
        return changes;
    }
}
