package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The projects by their ids. Every record is read once, when this is made; one that can't be read then is read again
 * with each id that isn't found, as it could be that project's. Safe for any number of threads.
 */
final class ProjectIds {

    private final Disk disk;
    private final Path users;
    private final Map<ProjectId, ProjectKey> keys = new ConcurrentHashMap<>();
    private final Map<EarlierProjectId, ProjectKey> earlier = new ConcurrentHashMap<>();
    private final Queue<ProjectFolder> unread = new ConcurrentLinkedQueue<>();

    /**
     * Reads the records in all folders.
     *
     * @param users where they are
     */
    ProjectIds(Disk disk, Path users, List<ProjectFolder> folders) {
        this.disk = disk;
        this.users = users;
        sideBySide(folders, folder -> {
            try {
                read(folder);
            } catch (ConfigStoreException e) {
                unread.add(folder);
            }
        });
    }

    private void sideBySide(Collection<ProjectFolder> folders, Consumer<ProjectFolder> work) {
        disk.sideBySide(
                users,
                folders.stream()
                        .map(folder -> (Syncs.Task) () -> work.accept(folder))
                        .toList());
    }

    private void read(ProjectFolder folder) {
        folder.readProject().ifPresent(this::take);
    }

    /**
     * Gives an id to each project whose record has none, as an earlier version made it. Can be broken off and begun again:
     * each gets the same id. Nothing else uses the folders meanwhile.
     *
     * @return whether every record can be read now
     */
    boolean allotMissing() {
        sideBySide(unread, this::allot);
        return unread.isEmpty();
    }

    private void allot(ProjectFolder folder) {
        Optional<Project> earlier;
        try {
            earlier = folder.readProjectWithoutId();
        } catch (ConfigStoreException e) {
            return; // It is damaged, which is said where it matters.
        }
        earlier.map(this::withIdOfItsOwn).ifPresent(folder::replace);
        unread.remove(folder);
    }

    private Project withIdOfItsOwn(Project project) {
        Project tried = project;
        for (int attempt = 1; !take(tried); attempt++) {
            tried = Project.madeEarlier(project.key(), attempt, project.createdAt(), project.defaultBranch());
        }
        return tried;
    }

    /**
     * Notes a project's ids, or that they are about to be its. Returns false, and changes nothing, if its id is another
     * project's.
     */
    boolean take(Project project) {
        ProjectKey holder = keys.putIfAbsent(project.id(), project.key());
        if (holder != null && !holder.equals(project.key())) {
            return false;
        }
        project.earlierId().ifPresent(id -> earlier.put(id, project.key()));
        return true;
    }

    /** Forgets the ids of a project that is gone, or did not come to be. */
    void release(Project project) {
        keys.remove(project.id(), project.key());
        project.earlierId().ifPresent(id -> earlier.remove(id, project.key()));
    }

    /** @throws ConfigStoreException if no project is known to have it, but there are some that can't be read */
    Optional<ProjectKey> find(ProjectId id) {
        return find(keys, id);
    }

    /** @throws ConfigStoreException as above */
    Optional<ProjectKey> find(EarlierProjectId id) {
        return find(earlier, id);
    }

    private <I> Optional<ProjectKey> find(Map<I, ProjectKey> of, I id) {
        if (!of.containsKey(id)) {
            readAgain();
        }
        return Optional.ofNullable(of.get(id));
    }

    private void readAgain() {
        List<ConfigStoreException> damages = new ArrayList<>();
        for (ProjectFolder folder : unread) {
            try {
                read(folder);
                unread.remove(folder);
            } catch (ConfigStoreException e) {
                damages.add(e);
            }
        }
        RecordFolder.throwAll(damages);
    }
}
