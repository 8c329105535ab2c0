package io.erpconfig.store.cache;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps for a moment what projects and branches there are. Any change of this node makes it look at all of them anew. */
final class SharedProjectCatalog implements ProjectCatalog {

    private final ProjectCatalog projects;
    private final Kept kept;
    private final Lookup lookup;

    /** Values that were read, by the keys that they are looked up with. */
    static final class Kept {

        private final RefreshingCache<ProjectKey, Optional<Project>> byKey;
        private final RefreshingCache<ProjectId, Optional<Project>> byId;
        private final RefreshingCache<EarlierProjectId, Optional<Project>> byEarlierId;
        private final RefreshingCache<OwnerId, List<Project>> byOwner;
        private final RefreshingCache<ProjectKey, List<Branch>> branches;

        Kept(Executor executor, LongSupplier nanoTime, BlockingGuard blocking, SharedAuditLog.Reads trails) {
            this.byKey = new RefreshingCache<>(executor, nanoTime, blocking, trails.since((key, found) -> key.owner()));
            this.byId =
                    new RefreshingCache<>(executor, nanoTime, blocking, trails.since((id, found) -> ownerOf(found)));
            this.byEarlierId =
                    new RefreshingCache<>(executor, nanoTime, blocking, trails.since((id, found) -> ownerOf(found)));
            this.byOwner = new RefreshingCache<>(executor, nanoTime, blocking, trails.since((owner, found) -> owner));
            this.branches =
                    new RefreshingCache<>(executor, nanoTime, blocking, trails.since((key, found) -> key.owner()));
        }

        private static @Nullable OwnerId ownerOf(@Nullable Optional<Project> found) {
            return found == null || found.isEmpty() ? null : found.get().key().owner();
        }

        void changed() {
            byKey.changed();
            byId.changed();
            byEarlierId.changed();
            byOwner.changed();
            branches.changed();
        }
    }

    SharedProjectCatalog(ProjectCatalog projects, Kept kept, Lookup lookup) {
        this.projects = projects;
        this.kept = kept;
        this.lookup = lookup;
    }

    private <V> V changing(Supplier<V> change) {
        try {
            return change.get();
        } finally {
            kept.changed();
        }
    }

    @Override
    public Creation create(Project project, List<AuditEntry> entries) {
        return changing(() -> projects.create(project, entries));
    }

    @Override
    public Optional<Project> find(ProjectKey key) {
        return lookup.find(kept.byKey, key, projects::find);
    }

    @Override
    public Optional<Project> find(ProjectId id) {
        return lookup.find(kept.byId, id, projects::find);
    }

    @Override
    public Optional<Project> find(EarlierProjectId id) {
        return lookup.find(kept.byEarlierId, id, projects::find);
    }

    @Override
    public List<Project> list(OwnerId owner) {
        return lookup.find(kept.byOwner, owner, projects::list);
    }

    @Override
    public void forEach(Consumer<Project> each) {
        projects.forEach(each);
    }

    @Override
    public boolean delete(Project project, Instant now, List<AuditEntry> entries) {
        return changing(() -> projects.delete(project, now, entries));
    }

    @Override
    public boolean createBranch(ProjectKey project, Branch branch, List<AuditEntry> entries) {
        return changing(() -> projects.createBranch(project, branch, entries));
    }

    @Override
    public List<Branch> branches(ProjectKey project) {
        return lookup.find(kept.branches, project, projects::branches);
    }

    @Override
    public Optional<Branch> findBranch(ProjectKey project, BranchName name) {
        // Not a stream: every poll asks this.
        for (Branch branch : branches(project)) {
            if (branch.name().equals(name)) {
                return Optional.of(branch);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean deleteBranch(ProjectKey project, Branch branch, Instant now, List<AuditEntry> entries) {
        return changing(() -> projects.deleteBranch(project, branch, now, entries));
    }

    @Override
    public List<Branch> deletedBranches(ProjectKey project) {
        return projects.deletedBranches(project);
    }

    @Override
    public void purgeDeleted(Instant before) {
        projects.purgeDeleted(before);
    }
}
