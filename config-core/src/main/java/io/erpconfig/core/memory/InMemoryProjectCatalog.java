package io.erpconfig.core.memory;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Changes are made one after another; readers see what is immutable once it is in the map. */
final class InMemoryProjectCatalog implements ProjectCatalog {

    private final Map<ProjectKey, Entry> entries = new ConcurrentHashMap<>();
    private final Map<ProjectId, Project> byId = new ConcurrentHashMap<>();
    private final Map<EarlierProjectId, Project> byEarlierId = new ConcurrentHashMap<>();
    private final InMemorySnapshotLog snapshots;
    private final AuditLog audit;

    InMemoryProjectCatalog(InMemorySnapshotLog snapshots, AuditLog audit) {
        this.snapshots = snapshots;
        this.audit = audit;
    }

    private record Entry(Project project, List<Branch> branches, List<Deleted> deleted) {}

    private record Deleted(Branch branch, Instant at) {}

    @Override
    public synchronized Creation create(Project project, List<AuditEntry> said) {
        if (entries.containsKey(project.key())) {
            return Creation.NAME_TAKEN;
        }
        if (byId.putIfAbsent(project.id(), project) != null) {
            return Creation.ID_TAKEN;
        }
        project.earlierId().ifPresent(id -> byEarlierId.put(id, project));
        entries.put(project.key(), new Entry(project, List.of(project.defaultBranch()), List.of()));
        audit.append(said);
        return Creation.DONE;
    }

    @Override
    public Optional<Project> find(ProjectKey key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::project);
    }

    @Override
    public Optional<Project> find(ProjectId id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Optional<Project> find(EarlierProjectId id) {
        return Optional.ofNullable(byEarlierId.get(id));
    }

    @Override
    public List<Project> list(OwnerId owner) {
        return projects()
                .filter(project -> project.key().owner().equals(owner))
                .sorted(Project.BY_REPO_ID)
                .toList();
    }

    @Override
    public void forEach(Consumer<Project> each) {
        projects().toList().forEach(each);
    }

    private Stream<Project> projects() {
        return entries.values().stream().map(Entry::project);
    }

    @Override
    public synchronized boolean delete(Project project, Instant now, List<AuditEntry> said) {
        ProjectKey key = project.key();
        Entry entry = entries.get(key);
        if (entry == null || !entry.project.equals(project)) {
            return false;
        }
        entries.remove(key);
        byId.remove(entry.project.id());
        entry.project.earlierId().ifPresent(id -> byEarlierId.remove(id, entry.project));
        Stream.concat(entry.branches.stream(), entry.deleted.stream().map(Deleted::branch))
                .forEach(branch -> snapshots.purge(new BranchKey(key, branch.id())));
        audit.append(said);
        return true;
    }

    @Override
    public synchronized boolean createBranch(ProjectKey project, Branch branch, List<AuditEntry> said) {
        Entry entry = entries.get(project);
        if (entry == null) {
            throw new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no project '" + project + "'");
        }
        if (findBranch(project, branch.name()).isPresent()) {
            return false;
        }
        List<Branch> branches = new ArrayList<>(entry.branches);
        branches.add(branch);
        branches.sort(Branch.BY_NAME);
        entries.put(project, new Entry(entry.project, List.copyOf(branches), entry.deleted));
        audit.append(said);
        return true;
    }

    @Override
    public List<Branch> branches(ProjectKey project) {
        Entry entry = entries.get(project);
        return entry == null ? List.of() : entry.branches;
    }

    @Override
    public Optional<Branch> findBranch(ProjectKey project, BranchName name) {
        return branches(project).stream()
                .filter(branch -> branch.name().equals(name))
                .findAny();
    }

    @Override
    public synchronized boolean deleteBranch(ProjectKey project, Branch branch, Instant now, List<AuditEntry> said) {
        Entry entry = entries.get(project);
        if (entry == null || !entry.branches.contains(branch)) {
            return false;
        }
        if (entry.project.defaultBranch().equals(branch)) {
            throw new IllegalArgumentException("branch: " + branch.name() + " is the default branch");
        }
        List<Branch> branches = new ArrayList<>(entry.branches);
        branches.remove(branch);
        List<Deleted> deleted = new ArrayList<>(entry.deleted);
        deleted.add(new Deleted(branch, now));
        entries.put(project, new Entry(entry.project, List.copyOf(branches), List.copyOf(deleted)));
        audit.append(said);
        return true;
    }

    @Override
    public List<Branch> deletedBranches(ProjectKey project) {
        Entry entry = entries.get(project);
        return entry == null
                ? List.of()
                : entry.deleted.stream().map(Deleted::branch).toList();
    }

    @Override
    public synchronized void purgeDeleted(Instant before) {
        entries.replaceAll((key, entry) -> new Entry(
                entry.project,
                entry.branches,
                entry.deleted.stream()
                        .filter(deleted -> !deleted.at.isBefore(before))
                        .toList()));
    }
}
