package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
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
import java.util.Optional;
import java.util.function.Consumer;

/** Projects as folders; see {@link ProjectFolder}. Lists that meet damage name all of it, after what can be read. */
final class FileSystemProjectCatalog implements ProjectCatalog {

    private final ProjectFolders folders;

    private final FileSystemAuditLog audit;

    FileSystemProjectCatalog(ProjectFolders folders, FileSystemAuditLog audit) {
        this.folders = folders;
        this.audit = audit;
    }

    @Override
    public Creation create(Project project, List<AuditEntry> entries) {
        return folders.create(project, new Said(audit::trailOf, entries));
    }

    @Override
    public Optional<Project> find(ProjectKey key) {
        return folders.find(key).flatMap(folder -> folder.contents().project());
    }

    @Override
    public Optional<Project> find(ProjectId id) {
        return folders.find(id)
                .flatMap(folder -> folder.contents().project())
                .filter(project -> project.id().equals(id));
    }

    @Override
    public Optional<Project> find(EarlierProjectId id) {
        return folders.find(id)
                .flatMap(folder -> folder.contents().project())
                .filter(project -> project.earlierId().equals(Optional.of(id)));
    }

    @Override
    public List<Project> list(OwnerId owner) {
        List<Project> projects = new ArrayList<>();
        each(folders.list(owner), projects::add);
        projects.sort(Project.BY_REPO_ID);
        return List.copyOf(projects);
    }

    @Override
    public void forEach(Consumer<Project> each) {
        each(folders.all(), each);
    }

    private static void each(List<ProjectFolder> folders, Consumer<Project> each) {
        List<ConfigStoreException> damages = new ArrayList<>();
        for (ProjectFolder folder : folders) {
            Optional<Project> project = Optional.empty();
            try {
                project = folder.contents().project();
            } catch (ConfigStoreException e) {
                damages.add(e);
            }
            project.ifPresent(each);
        }
        RecordFolder.throwAll(damages);
    }

    @Override
    public boolean delete(Project project, Instant now, List<AuditEntry> entries) {
        return folders.delete(project, now, new Said(audit::trailOf, entries));
    }

    @Override
    public boolean createBranch(ProjectKey project, Branch branch, List<AuditEntry> entries) {
        if (folders.find(project).isEmpty()) {
            throw new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no project '" + project + "'");
        }
        return folders.alone(project, folder -> folder.createBranch(branch, new Said(audit::trailOf, entries)));
    }

    @Override
    public List<Branch> branches(ProjectKey project) {
        Optional<ProjectFolder> folder = folders.find(project);
        return folder.isPresent() ? folder.get().contents().allBranches() : List.of();
    }

    @Override
    public Optional<Branch> findBranch(ProjectKey project, BranchName name) {
        return folders.find(project).flatMap(folder -> folder.contents().find(name));
    }

    @Override
    public boolean deleteBranch(ProjectKey project, Branch branch, Instant now, List<AuditEntry> entries) {
        return folders.find(project).isPresent()
                && folders.alone(
                        project, folder -> folder.deleteBranch(branch, now, new Said(audit::trailOf, entries)));
    }

    @Override
    public List<Branch> deletedBranches(ProjectKey project) {
        return folders.find(project).map(ProjectFolder::deletedBranches).orElse(List.of());
    }

    @Override
    public void purgeDeleted(Instant before) {
        folders.purgeDeleted(before);
        for (ProjectFolder each : folders.all()) {
            folders.alone(each.key(), folder -> {
                folder.purgeDeleted(before);
                return true;
            });
        }
    }
}
