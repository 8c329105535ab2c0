package io.erpconfig.core.maintenance;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.ChangeTree;
import io.erpconfig.core.content.ChangeTreeId;
import io.erpconfig.core.content.ChangeTrees;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderEntry;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.history.Ancestry;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.Project;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Frees what nothing refers to: deleted projects and branches, snapshots of branches that never came into being, and
 * objects that are in no snapshot. What is younger than a grace period is spared, for writers in flight: they store
 * first and refer to it afterwards. Snapshots of a deleted branch stay as long as another branch descends from one of
 * them. Safe beside any number of readers and writers; one sweep at a time.
 *
 * <p>What it keeps in memory grows with the number of projects and branches, by some hundred bytes each, and not with
 * that of objects and snapshots: which objects are in use is in {@linkplain Sha256Set sets with temporary files}. Beside
 * that it holds the folders from a root down to one of its files, as a save there does.
 */
public final class Sweep {

    private final ConfigStore store;
    private final Trees trees;
    private final ChangeTrees changes;
    private final Clock clock;
    private final Duration grace;
    private final Path temporary;

    /** A sweep whose temporary files are where the platform has them. */
    public Sweep(ConfigStore store, Clock clock, Duration grace) {
        this(store, clock, grace, Sha256Set.anywhere());
    }

    /**
     * @param grace     the longest time that an edit may take; zero only where nobody else has the store open
     * @param temporary the folder for temporary files, of up to 128 bytes for each object in use
     */
    public Sweep(ConfigStore store, Clock clock, Duration grace, Path temporary) {
        this.store = requireNonNull(store, "store");
        this.trees = new Trees(store.blobs());
        this.changes = new ChangeTrees(trees, store.blobs());
        this.clock = requireNonNull(clock, "clock");
        this.grace = requireNonNull(grace, "grace");
        this.temporary = requireNonNull(temporary, "temporary");
    }

    /** Frees what can be freed now. */
    public BlobStore.Freed run() {
        // An edit that ends after this instant has stored its objects after it, or is older than the grace allows.
        Instant before = clock.instant().minus(grace);
        store.projects().purgeDeleted(before);
        // Listed only then. A copy of a branch is filed first, and only then it is checked whether the source is kept:
        // so either the copy is seen here, or its maker sees that the source goes.
        List<BranchKey> filed = filed();
        Set<BranchKey> roots = recorded();
        filed.stream()
                .filter(branch -> !roots.contains(branch) && isYoung(branch, before))
                .toList()
                .forEach(roots::add);
        Set<BranchKey> known = Ancestry.of(roots, store.snapshots());
        filed.stream().filter(branch -> !known.contains(branch)).forEach(store.snapshots()::purge);
        // Listed afresh: a copy of what has just been purged was filed before that, or its maker finds the source gone.
        List<BranchKey> kept = filed();
        try (Used used = new Used()) {
            kept.forEach(used::mark);
            return store.blobs().sweep(used::contains, before);
        }
    }

    private List<BranchKey> filed() {
        List<BranchKey> filed = new ArrayList<>();
        store.snapshots().forEachBranch(filed::add);
        return filed;
    }

    private boolean isYoung(BranchKey branch, Instant before) {
        return store.snapshots()
                .live(branch)
                .filter(newest -> !newest.createdAt().isBefore(before))
                .isPresent();
    }

    /** The branches that are there, and those that were deleted lately. */
    private Set<BranchKey> recorded() {
        List<Project> projects = new ArrayList<>();
        store.projects().forEach(projects::add);
        Set<BranchKey> recorded = new HashSet<>();
        for (Project project : projects) {
            for (Branch branch : store.projects().branches(project.key())) {
                recorded.add(new BranchKey(project.key(), branch.id()));
            }
            for (Branch branch : store.projects().deletedBranches(project.key())) {
                recorded.add(new BranchKey(project.key(), branch.id()));
            }
        }
        return recorded;
    }

    /** The objects that snapshots refer to. */
    private final class Used implements AutoCloseable {
        private final Sha256Set folders = new Sha256Set(temporary);

        /** Apart from the folders, whose bytes a file may have without being one: what is below must not be overlooked. */
        private final Sha256Set files = new Sha256Set(temporary);

        /** Apart from both for the same reason. */
        private final Sha256Set changeTrees = new Sha256Set(temporary);

        boolean contains(BlobId id) {
            return files.contains(id.sha256()) || folders.contains(id.sha256()) || changeTrees.contains(id.sha256());
        }

        void mark(BranchKey branch) {
            Optional<Snapshot> live = store.snapshots().live(branch);
            for (int number = live.map(newest -> newest.number().value()).orElse(0); number > 0; number--) {
                store.snapshots().find(branch, new SnapshotNumber(number)).ifPresent(snapshot -> {
                    mark(snapshot.root());
                    snapshot.changes().ifPresent(known -> mark(known.root()));
                });
            }
        }

        private void mark(ChangeTreeId id) {
            if (!id.equals(ChangeTree.EMPTY.id()) && changeTrees.add(id.sha256())) {
                // One that is damaged keeps nothing; what is lost with it can be made anew, and content can't.
                changes.tryLoad(id).ifPresent(tree -> tree.children().forEach(this::mark));
            }
        }

        private void mark(TreeId folder) {
            if (folder.equals(Tree.EMPTY.id()) || !folders.add(folder.sha256())) {
                return;
            }
            for (TreeEntry entry : trees.load(folder).entries()) {
                if (entry instanceof FileEntry file) {
                    files.add(file.blob().sha256());
                } else {
                    mark(((FolderEntry) entry).tree());
                }
            }
        }

        @Override
        public void close() {
            folders.close();
            files.close();
            changeTrees.close();
        }
    }
}
