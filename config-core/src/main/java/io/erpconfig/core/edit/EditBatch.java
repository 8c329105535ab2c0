package io.erpconfig.core.edit;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.ChangeTree;
import io.erpconfig.core.content.ChangeTreeId;
import io.erpconfig.core.content.ChangeTrees;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.content.TreeDraft;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Generations;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Project;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Edits of one branch that become durable together. They are made in memory, one after another, each on the state that
 * the one before has made; then all that is new is stored in one step: contents, folders, snapshots and audit entries. Used
 * by one thread.
 */
final class EditBatch {

    /** Most edits of a batch: the first caller waits for all others. */
    private static final int MAX_EDITS = 256;

    /** Most bytes of contents, folders and messages that are stored or gone through. */
    private static final long MAX_BYTES = 8L << 20;

    /** About what making the content id goes through for a file of the branch, in bytes. */
    private static final long BYTES_PER_LISTED_FILE = 64;

    private final ConfigStore store;
    private final Clock clock;
    private final BranchKey branch;
    private final Snapshot base;
    private final Map<TreeId, Tree> fresh = new HashMap<>();
    private final Trees trees;
    private final Map<ChangeTreeId, ChangeTree> freshChanges = new HashMap<>();
    private final ChangeTrees changeTrees;
    private final List<StoreCommit.Step> made = new ArrayList<>();
    private final List<BlobUpload> uploads = new ArrayList<>();
    private Optional<EventTarget> target = Optional.empty();
    private int edits;
    private long bytes;

    /**
     * An empty batch on the branch as it is now.
     *
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND} if its log is gone
     */
    EditBatch(ConfigStore store, Clock clock, BranchKey branch) {
        this.store = store;
        this.clock = clock;
        this.branch = branch;
        this.base = store.snapshots()
                .live(branch)
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "the branch is gone"));
        this.trees = new Trees(store.blobs()).with(fresh);
        this.changeTrees = new ChangeTrees(trees, store.blobs(), freshChanges);
    }

    /** Whether the batch is small enough to make one more edit. */
    boolean hasRoom() {
        return edits < MAX_EDITS && bytes < MAX_BYTES;
    }

    /** Makes one more edit, or notes why that can't be. A failure is that edit's alone. */
    void make(QueuedEdit queued) {
        edits++;
        try {
            queued.succeed(make(queued.edit(), queued.steps(), queued.upload()));
        } catch (RuntimeException | Error e) {
            queued.refuse(e);
        }
        bytes += queued.bytes();
    }

    private EditOutcome make(Edit edit, EditSteps steps, BlobUpload upload) {
        Snapshot before = made.isEmpty() ? base : made.get(made.size() - 1).snapshot();
        if (!edit.precondition().isMetBy(before, trees)) {
            return new EditOutcome.Stale(before);
        }
        TreeDraft draft = new TreeDraft(trees, before.root());
        List<EditOutcome.Written> written = steps.applyTo(draft, this::find);
        TreeDraft.Built built = draft.build();
        if (built.root().equals(before.root())) {
            return new EditOutcome.Unchanged(before, written);
        }
        built.fresh().values().forEach(tree -> {
            upload.put(tree.encoded());
            bytes += tree.encoded().length;
        });
        fresh.putAll(built.fresh());
        Snapshot.Changes changes = changes(before, built.root(), upload);
        ContentListing listing = ContentListing.of(trees.load(built.root()), trees::load);
        bytes += listing.files() * BYTES_PER_LISTED_FILE;
        Instant now = clock.instant();
        Snapshot live = Snapshot.of(
                        before.number().next(),
                        built.root(),
                        built.gitId(),
                        listing,
                        Optional.of(new Snapshot.Parent(branch.branch(), before.number(), before.commitId())),
                        edit.author(),
                        now,
                        edit.message(),
                        edit.cause())
                .with(Optional.of(changes));
        EditOutcome saved = new EditOutcome.Saved(live, before, written);
        List<AuditEntry> entries = edit.audit().stream()
                .map(entry -> entry.at(now)
                        .withIfAbsent(Subject.PROJECT, branch.project().repoId().value())
                        .with(Subject.SNAPSHOT, live.number().toString())
                        .asEvent(branch.project().owner(), target()))
                .toList();
        entries.forEach(entry ->
                bytes += entry.paths().stream().mapToLong(String::length).sum());
        bytes += edit.message().length();
        uploads.add(upload);
        // A file that was only moved, or put back, has content that came in before.
        List<GitBlob> content = steps.content()
                .flatMap(each -> Optional.ofNullable(built.content().get(each.gitId())).stream())
                .distinct()
                .toList();
        made.add(new StoreCommit.Step(live, entries, content));
        return saved;
    }

    private Snapshot.Changes changes(Snapshot before, TreeId root, BlobUpload upload) {
        int generation = 1
                + before.changes()
                        .map(Snapshot.Changes::generation)
                        .orElseGet(() -> new Generations(store.snapshots())
                                .of(new SnapshotLog.Location(branch, before.number())));
        ChangeTrees.Built built =
                changeTrees.build(before.root(), before.changes().map(Snapshot.Changes::root), root, generation);
        built.fresh().values().forEach(tree -> {
            upload.put(tree.encoded());
            bytes += tree.encoded().length;
        });
        freshChanges.putAll(built.fresh());
        return new Snapshot.Changes(built.root(), generation);
    }

    private EventTarget target() {
        if (target.isEmpty()) {
            Optional<Project> project = store.projects().find(branch.project());
            target = Optional.of(new EventTarget(
                    project.map(Project::id),
                    Optional.of(branch.branch()),
                    project.filter(of -> of.defaultBranch().id().equals(branch.branch()))
                            .isPresent()));
        }
        return target.get();
    }

    private Snapshot find(SnapshotNumber number) {
        int index = number.value() - base.number().value() - 1;
        return index >= 0 && index < made.size()
                ? made.get(index).snapshot()
                : store.snapshots()
                        .find(branch, number)
                        .orElseThrow(
                                () -> new ConfigStoreException(ErrorCode.SNAPSHOT_NOT_FOUND, "no snapshot " + number));
    }

    /**
     * Makes durable what the edits have made. Returns false if another writer was faster: no snapshot was appended, and
     * the edits have to be made again, in another batch.
     */
    boolean commit() {
        if (made.isEmpty()) {
            return true;
        }
        return store.commits().commit(new StoreCommit(branch, made, uploads)) == StoreCommit.Outcome.DONE;
    }
}
