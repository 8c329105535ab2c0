package io.erpconfig.core.maintenance;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.ChangeTree;
import io.erpconfig.core.content.ChangeTreeId;
import io.erpconfig.core.content.ChangeTrees;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderEntry;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.NewContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Re-reads everything in a store: each object against its id, each snapshot against the folders and files that it names,
 * against the ids computed from them, and whether it is found by these, each change tree against its folder, each record.
 * Changes nothing. Used by one thread at a time.
 *
 * <p>What it keeps in memory grows with the number of projects, branches, tokens, accounts and sessions, by some hundred
 * bytes each, and not with that of objects and snapshots: what it has found of these is in {@linkplain Sha256Set sets
 * with temporary files}. Beside that it holds the folders from a root down to one of its files, as a save there does.
 */
public final class StoreVerifier {

    /** Receives the findings of a verifier; how far it is, only if it wants to know. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Called for each damage.
         *
         * @param what  names it
         * @param finding says what is wrong with it
         */
        void damaged(String what, String finding);

        /**
         * One more object has been looked at.
         *
         * @param bytes that it has; 0 if it can't be read
         */
        default void object(long bytes) {}

        /** One more snapshot has been looked at. */
        default void snapshot() {}
    }

    private static final int BUFFER = 1 << 16;

    private final ConfigStore store;
    private final Trees trees;
    private final ChangeTrees changeTrees;
    private final Path temporary;
    private final Listener listener;

    /** A verifier whose temporary files are where the platform has them. */
    public StoreVerifier(ConfigStore store, Listener listener) {
        this(store, Sha256Set.anywhere(), listener);
    }

    /** @param temporary the folder for temporary files, of at most a few hundred bytes for each object */
    public StoreVerifier(ConfigStore store, Path temporary, Listener listener) {
        this.store = requireNonNull(store, "store");
        this.trees = new Trees(store.blobs());
        this.changeTrees = new ChangeTrees(trees, store.blobs());
        this.temporary = requireNonNull(temporary, "temporary");
        this.listener = requireNonNull(listener, "listener");
    }

    /** Looks at everything. */
    public void verify() {
        try (Run run = new Run()) {
            run.verify();
        }
    }

    /** Runs a part; what ends it early is itself the finding. */
    private void reporting(String what, Runnable part) {
        try {
            part.run();
        } catch (ConfigStoreException e) {
            listener.damaged(what, e.getMessage());
        }
    }

    private record Digested(Sha256 sha256, long size) {}

    private Digested digest(BlobId id) {
        long size = 0;
        MessageDigest sha256 = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = store.blobs().open(id)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
                size += read;
            }
        } catch (IOException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, "it can't be read: " + e.getMessage(), e);
        }
        return new Digested(Sha256.ofDigest(sha256.digest()), size);
    }

    /** The state of one verification. */
    private final class Run implements AutoCloseable {
        private final Sha256Set sound = new Sha256Set(temporary);

        /** Folders that are sound with all below them. */
        private final Sha256Set whole = new Sha256Set(temporary);

        private final Sha256Set broken = new Sha256Set(temporary);

        /** Folders whose computed ids were found to be as recorded, each by a digest of both. */
        private final Sha256Set confirmed = new Sha256Set(temporary);

        /** Folders whose change trees were looked at, each by a digest of both. */
        private final Sha256Set changesSeen = new Sha256Set(temporary);

        void verify() {
            reporting("objects", () -> store.blobs().forEach(this::object));
            Set<BranchKey> branches = new LinkedHashSet<>();
            reporting("snapshots", () -> store.snapshots().forEachBranch(branches::add));
            branches.forEach(this::branch);
            List<Project> projects = new ArrayList<>();
            reporting("projects", () -> store.projects().forEach(projects::add));
            projects.forEach(project -> project(project, branches));
            reporting("tokens", () -> store.tokens().forEach(token -> {}));
            reporting("accounts", () -> store.accounts().list());
            reporting("sessions", () -> store.sessions().forEach(session -> {}));
            reporting("audit trail", () -> store.audit().forEach(AuditEntry.EARLIEST, entry -> {}));
        }

        @Override
        public void close() {
            sound.close();
            whole.close();
            broken.close();
            confirmed.close();
            changesSeen.close();
        }

        private void project(Project project, Set<BranchKey> filed) {
            String what = "project " + project.key();
            reporting(what, () -> {
                for (Branch branch : store.projects().branches(project.key())) {
                    if (!filed.contains(new BranchKey(project.key(), branch.id()))) {
                        listener.damaged("branch " + project.key() + " " + branch.name(), "it has no snapshots");
                    }
                }
            });
            reporting(what, () -> store.projects().deletedBranches(project.key()));
        }

        private void object(BlobId id) {
            String what = "object " + id;
            long size = 0;
            try {
                Digested digested = digest(id);
                size = digested.size;
                if (digested.sha256.equals(id.sha256())) {
                    sound.add(id.sha256());
                } else {
                    listener.damaged(what, "its bytes are not those of its id");
                }
            } catch (ConfigStoreException e) {
                listener.damaged(what, e.getMessage());
            }
            listener.object(size);
        }

        private void branch(BranchKey branch) {
            String what = "branch " + branch.branch() + " of " + branch.project();
            reporting(what, () -> {
                int live = store.snapshots()
                        .live(branch)
                        .map(newest -> newest.number().value())
                        .orElse(0);
                Optional<Snapshot> before = Optional.empty();
                for (int number = 1; number <= live; number++) {
                    before = snapshot(branch, new SnapshotNumber(number), before);
                }
            });
        }

        private Optional<Snapshot> snapshot(BranchKey branch, SnapshotNumber number, Optional<Snapshot> before) {
            String what = "snapshot " + number + " of branch " + branch.branch() + " of " + branch.project();
            listener.snapshot();
            try {
                Optional<Snapshot> found = store.snapshots().find(branch, number);
                if (found.isEmpty()) {
                    listener.damaged(what, "it is missing");
                } else {
                    snapshot(what, branch, found.get(), before);
                }
                return found;
            } catch (ConfigStoreException e) {
                listener.damaged(what, e.getMessage());
                return Optional.empty();
            }
        }

        private void snapshot(String what, BranchKey branch, Snapshot snapshot, Optional<Snapshot> before) {
            if (!snapshot.commitId().equals(snapshot.computeCommitId())) {
                listener.damaged(what, "its commit id is not that of its fields");
            }
            if (store.snapshots()
                    .findCommit(branch.project(), snapshot.commitId())
                    .isEmpty()) {
                listener.damaged(what, "it is not found by its commit id");
            }
            if (before.isPresent()) {
                Snapshot.Parent expected = new Snapshot.Parent(
                        branch.branch(), before.get().number(), before.get().commitId());
                if (!snapshot.parent().equals(Optional.of(expected))) {
                    listener.damaged(what, "its parent is not the snapshot before");
                }
            }
            if (folder(what, snapshot.root())) {
                if (!isGitId(snapshot.root(), snapshot.rootGitId())) {
                    listener.damaged(what, "its git tree id is not that of its root folder");
                }
                if (!isListing(snapshot.root(), snapshot.listing())) {
                    listener.damaged(what, "its content id is not that of its files");
                }
                snapshot.changes().ifPresent(known -> changes(what, snapshot.root(), known, before));
                if (store.snapshots().knowsContent(branch.project())) {
                    newContent(what, branch, snapshot);
                }
            }
        }

        private void newContent(String what, BranchKey branch, Snapshot snapshot) {
            for (GitBlob content : NewContent.of(branch, snapshot, store.snapshots(), trees)) {
                if (!store.snapshots()
                        .findContent(branch.project(), content.id(), place -> true)
                        .equals(Optional.of(content))) {
                    listener.damaged(what, "its content " + content.id() + " is not found by that git id");
                }
            }
        }

        private void changes(String what, TreeId root, Snapshot.Changes known, Optional<Snapshot> before) {
            boolean follows = before.flatMap(Snapshot::changes)
                    .map(earlier -> earlier.generation() + 1 == known.generation())
                    .orElse(true);
            if (!follows) {
                listener.damaged(what, "its generation is not the one after that of the snapshot before");
            }
            changes(root, known.root(), known.generation());
        }

        /**
         * Checks the change tree of a folder that is sound, and those below it. One that is missing is no damage: a sweep by an
         * earlier version frees them, lookups walk then, and saves make them anew. One with other bytes is named as an object.
         */
        private void changes(TreeId folder, ChangeTreeId id, int generation) {
            Sha256 both = Sha256.of((folder + " changes " + id).getBytes(StandardCharsets.UTF_8));
            boolean empty = folder.equals(Tree.EMPTY.id()) && id.equals(ChangeTree.EMPTY.id());
            if (empty || !changesSeen.add(both) || !sound.contains(id.blob().sha256())) {
                return;
            }
            try {
                changeTrees.check(folder, id, generation, (below, child) -> changes(below, child, generation));
            } catch (ConfigStoreException e) {
                listener.damaged("change tree " + id + " of folder " + folder, e.getMessage());
            }
        }

        private boolean isGitId(TreeId folder, GitId id) {
            return isConfirmed("git id " + id, folder, () -> trees.load(folder).gitId(), id);
        }

        private boolean isListing(TreeId root, ContentListing listing) {
            return isConfirmed(
                    listing.toString(), root, () -> ContentListing.of(trees.load(root), trees::load), listing);
        }

        /** Whether what is recorded of a folder is what is computed of it; computed once where it is. */
        private <T> boolean isConfirmed(String words, TreeId folder, Supplier<T> computing, T recorded) {
            Sha256 both = Sha256.of((folder + " " + words).getBytes(StandardCharsets.UTF_8));
            if (confirmed.contains(both)) {
                return true;
            }
            boolean same = computing.get().equals(recorded);
            if (same) {
                confirmed.add(both);
            }
            return same;
        }

        /** Whether a folder and all below it are sound. Each is checked once, and damage reported once. */
        private boolean folder(String of, TreeId id) {
            if (whole.contains(id.sha256())) {
                return true;
            }
            if (broken.contains(id.sha256())) {
                return false;
            }
            boolean ok = id.equals(Tree.EMPTY.id()) || object(of, id.blob(), "folder") && entries(of, id);
            (ok ? whole : broken).add(id.sha256());
            return ok;
        }

        private boolean entries(String of, TreeId id) {
            try {
                Tree tree = trees.load(id);
                tree.check();
                boolean ok = true;
                for (TreeEntry entry : tree.entries()) {
                    if (entry instanceof FileEntry file) {
                        ok &= object(of, file.blob(), "file '" + file.name() + "'");
                    } else {
                        FolderEntry folder = (FolderEntry) entry;
                        ok &= folder(of, folder.tree()) && gitId(of, folder);
                    }
                }
                return ok;
            } catch (ConfigStoreException e) {
                listener.damaged("folder " + id, e.getMessage());
                return false;
            }
        }

        private boolean gitId(String of, FolderEntry folder) {
            boolean same = isGitId(folder.tree(), folder.gitId());
            if (!same) {
                listener.damaged(of, "the git id of its folder '" + folder.name() + "' is not that of its entries");
            }
            return same;
        }

        private boolean object(String of, BlobId id, String role) {
            boolean there = sound.contains(id.sha256());
            if (!there) {
                listener.damaged(of, "its " + role + " needs object " + id + ", which is missing or damaged");
            }
            return there;
        }
    }
}
