package io.erpconfig.store.fs;

import io.erpconfig.core.catalog.ProjectCatalog.Creation;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The folders of all projects: listed once, when first asked for, and loaded one by one. What isn't listed isn't there,
 * so asking for it costs no look at the disk. Safe for any number of threads.
 */
final class ProjectFolders {

    static final String GRAVES = ".deleted";

    private final Disk disk;
    private final SnapshotEntries entries;
    private final Path users;
    private final Map<OwnerId, Map<RepoId, ProjectFolder>> folders = new ConcurrentHashMap<>();
    private final Lock listing = new ReentrantLock();
    private volatile boolean listed;

    /** Null as long as nobody has asked. */
    private volatile @Nullable ProjectIds ids;

    ProjectFolders(DataDirectory directory) {
        this.disk = directory.disk();
        this.entries = new SnapshotEntries(disk, directory.entries());
        this.users = directory.users();
    }

    private Map<OwnerId, Map<RepoId, ProjectFolder>> folders() {
        if (!listed) {
            listing.lock();
            try {
                if (!listed) {
                    list();
                    listed = true;
                }
            } finally {
                listing.unlock();
            }
        }
        return folders;
    }

    private void list() {
        for (OwnerId owner : decoded(users, OwnerId::new)) {
            for (RepoId repoId : decoded(owner(owner), RepoId::new)) {
                add(new ProjectKey(owner, repoId));
            }
        }
    }

    /** The names in a folder that are names of ours: neither kind is ever so long that it can't be read back. */
    private <T> List<T> decoded(Path folder, Function<String, T> type) {
        return disk.names(folder).stream()
                .flatMap(name -> FileName.decode(name).stream())
                .flatMap(name -> {
                    try {
                        return Optional.of(type.apply(name)).stream();
                    } catch (ConfigStoreException e) {
                        return Optional.<T>empty().stream();
                    }
                })
                .toList();
    }

    private Path owner(OwnerId owner) {
        return users.resolve(FileName.encode(owner.value()));
    }

    private ProjectFolder add(ProjectKey key) {
        listing.lock();
        try {
            return folders.computeIfAbsent(key.owner(), owner -> new ConcurrentHashMap<>())
                    .computeIfAbsent(key.repoId(), repoId -> new ProjectFolder(disk, entries, users, key));
        } finally {
            listing.unlock();
        }
    }

    /** Drops a folder that is gone; what is behind in its place is another one. */
    private void drop(ProjectFolder folder) {
        listing.lock();
        try {
            ProjectKey key = folder.key();
            folders.getOrDefault(key.owner(), Map.of()).remove(key.repoId(), folder);
            if (folder.isOnDisk()) {
                add(key);
            }
        } finally {
            listing.unlock();
        }
    }

    Optional<ProjectFolder> find(ProjectKey key) {
        return Optional.ofNullable(folders().get(key.owner())).map(ofOwner -> ofOwner.get(key.repoId()));
    }

    Optional<ProjectFolder> find(ProjectId id) {
        return ids().find(id).flatMap(this::find);
    }

    Optional<ProjectFolder> find(EarlierProjectId id) {
        return ids().find(id).flatMap(this::find);
    }

    private ProjectIds ids() {
        ProjectIds known = ids;
        if (known != null) {
            return known;
        }
        listing.lock();
        try {
            known = ids;
            if (known == null) {
                known = new ProjectIds(disk, users, all());
                ids = known;
            }
            return known;
        } finally {
            listing.unlock();
        }
    }

    /** Gives an id to each project that an earlier version made. Returns whether every project's record can be read. */
    boolean allotMissingIds() {
        return ids().allotMissing();
    }

    List<ProjectFolder> list(OwnerId owner) {
        return List.copyOf(folders().getOrDefault(owner, Map.of()).values());
    }

    List<ProjectFolder> all() {
        return folders().values().stream()
                .flatMap(ofOwner -> ofOwner.values().stream())
                .toList();
    }

    /** Runs an action with a project's lock held, shared; the folder may not be there yet. */
    <T> T shared(ProjectKey key, Function<ProjectFolder, T> action) {
        return locked(key, folder -> folder.lock().readLock(), action);
    }

    /** Runs an action with a project's lock held alone; the folder may not be there yet. */
    <T> T alone(ProjectKey key, Function<ProjectFolder, T> action) {
        return locked(key, folder -> folder.lock().writeLock(), action);
    }

    private <T> T locked(ProjectKey key, Function<ProjectFolder, Lock> which, Function<ProjectFolder, T> action) {
        while (true) {
            ProjectFolder folder = find(key).orElseGet(() -> add(key));
            Lock lock = which.apply(folder);
            lock.lock();
            try {
                if (!folder.gone()) {
                    return action.apply(folder);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    Creation create(Project project, Said said) {
        ProjectIds taken = ids();
        return alone(project.key(), folder -> {
            if (folder.contents().project().isPresent()) {
                return Creation.NAME_TAKEN;
            }
            if (!taken.take(project)) {
                return Creation.ID_TAKEN;
            }
            boolean created = false;
            try {
                created = folder.create(project, said);
            } finally {
                if (!created) {
                    taken.release(project);
                }
            }
            return created ? Creation.DONE : Creation.NAME_TAKEN;
        });
    }

    /** Deletes a project. Returns false if it isn't there, or another of its name by now. */
    boolean delete(Project project, Instant now, Said said) {
        ProjectKey key = project.key();
        return find(key).isPresent()
                && alone(key, folder -> {
                    try {
                        return folder.delete(project, owner(key.owner()).resolve(GRAVES), now, said);
                    } finally {
                        if (folder.gone()) {
                            release(project);
                            drop(folder);
                        }
                    }
                });
    }

    private void release(Project project) {
        ProjectIds known = ids;
        if (known != null) {
            known.release(project);
        }
    }

    /** Removes what is left of projects that were deleted before a time. */
    void purgeDeleted(Instant before) {
        for (OwnerId owner : decoded(users, OwnerId::new)) {
            Path graves = owner(owner).resolve(GRAVES);
            for (String name : disk.names(graves)) {
                if (DeletedName.isBefore(name, before)) {
                    ProjectFolder.deleteSnapshots(disk, entries, graves.resolve(name));
                    disk.deleteTree(graves.resolve(name), () -> {});
                }
            }
        }
    }
}
