package io.erpconfig.core.edit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.content.TreeDraft;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Changes what is in branches. An edit stores what is new of files and folders and then appends one snapshot; that is
 * the instant at which all of it happens. If another writer was faster, the edit is made again on the new state: edits
 * that don't exclude each other by a {@link Precondition} all succeed, each in its own snapshot.
 *
 * <p>When a method returns, what it says is durable. When it throws, nothing has changed, unless a
 * {@linkplain io.erpconfig.core.Blame#STORAGE storage} failed in the very act of appending: then the edit is there whole
 * or not at all. Safe for any number of threads.
 */
public final class ConfigEditor {

    /** Files may be this large unless the caller says otherwise: 16 MiB, in bytes (contract, section 3). */
    public static final long DEFAULT_MAX_FILE_SIZE = 16L << 20;

    private static final int LOCKS = 64;

    private final ConfigStore store;
    private final Trees trees;
    private final Clock clock;
    private final long maxFileSize;

    /** Writers of one branch in this process queue here instead of redoing each other's work; the log decides. */
    private final Lock[] queues =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);

    /**
     * @param store       where it all is
     * @param clock       gives snapshots their time
     * @param maxFileSize in bytes; a larger file is {@link ErrorCode#FILE_TOO_LARGE}
     */
    public ConfigEditor(ConfigStore store, Clock clock, long maxFileSize) {
        this.store = requireNonNull(store, "store");
        this.trees = new Trees(store.blobs());
        this.clock = requireNonNull(clock, "clock");
        this.maxFileSize = maxFileSize;
    }

    /**
     * Makes an edit.
     *
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND}; what each {@link Change} says of itself;
     *     {@link ErrorCode#FILE_TOO_LARGE}; {@link ErrorCode#INVALID_CONTENT}
     */
    public EditOutcome edit(Project project, BranchName branch, Edit edit) {
        Branch found = store.projects()
                .findBranch(project.key(), branch)
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "no branch '" + branch + "'"));
        BranchKey key = new BranchKey(project.key(), found.id());
        try (BlobUpload upload = store.blobs().begin()) {
            EditSteps steps = EditSteps.store(edit, upload, maxFileSize);
            Lock queue = queues[Math.floorMod(key.hashCode(), LOCKS)];
            queue.lock();
            try {
                return editQueued(key, edit, steps, upload);
            } finally {
                queue.unlock();
            }
        }
    }

    private EditOutcome editQueued(BranchKey branch, Edit edit, EditSteps steps, BlobUpload upload) {
        while (true) {
            Snapshot before = store.snapshots()
                    .live(branch)
                    .orElseThrow(() -> new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "the branch is gone"));
            if (!steps.holds(edit.precondition(), before, trees)) {
                return new EditOutcome.Stale(before);
            }
            TreeDraft draft = new TreeDraft(trees, before.root());
            steps.applyTo(
                    draft,
                    number -> store.snapshots()
                            .find(branch, number)
                            .orElseThrow(() ->
                                    new ConfigStoreException(ErrorCode.SNAPSHOT_NOT_FOUND, "no snapshot " + number)));
            TreeDraft.Built built = draft.build();
            if (built.root().equals(before.root())) {
                return new EditOutcome.Unchanged(before);
            }
            built.fresh().values().forEach(tree -> upload.put(tree.encoded()));
            upload.commit();
            Snapshot live = Snapshot.of(
                    before.number().next(),
                    built.root(),
                    built.gitId(),
                    listing(built),
                    Optional.of(new Snapshot.Parent(branch.branch(), before.number(), before.commitId())),
                    edit.author(),
                    clock.instant().truncatedTo(ChronoUnit.SECONDS),
                    edit.message(),
                    edit.cause());
            if (store.snapshots().append(branch, live) == SnapshotLog.Append.DONE) {
                return new EditOutcome.Saved(live, before);
            }
        }
    }

    private ContentListing listing(TreeDraft.Built built) {
        Map<TreeId, Tree> fresh = built.fresh();
        Function<TreeId, Tree> folders = id -> {
            Tree made = fresh.get(id);
            return made != null ? made : trees.load(id);
        };
        return ContentListing.of(folders.apply(built.root()), folders);
    }
}
