package io.erpconfig.store.fs;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One project's folder: its records and its branches' logs. Once loaded it answers from memory, without a lock.
 *
 * <p>Appends share the folder's lock; what changes records or moves logs has it alone. When the project is deleted the
 * folder is moved away and this object is {@linkplain #gone} for good: a thread that waited for its lock has to ask for the
 * one that has taken its place. Logs without a record stay behind then, because the project or branch that they are for
 * is just being made by somebody who does not know of the deletion.
 */
final class ProjectFolder {

    private static final String RECORD = "project.json";
    private static final String LOGS = "log";
    private static final String BRANCHES = "branches";
    private static final String DELETED = "deleted";
    private static final Pattern BRANCH_ID = Pattern.compile("[0-9a-f]{32}");

    private final Disk disk;
    private final SnapshotEntries entries;
    private final Path users;
    private final ProjectKey key;
    private final Path folder;
    private final Path logs;
    private final RecordFolder<Branch> branches;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<BranchId, BranchLog> opened = new ConcurrentHashMap<>();

    /** Null as long as nobody has asked. */
    private volatile @Nullable ProjectContents contents;

    private boolean gone;

    /** @param users the folder above that is durable in any case */
    ProjectFolder(Disk disk, SnapshotEntries entries, Path users, ProjectKey key) {
        this.disk = disk;
        this.entries = entries;
        this.users = users;
        this.key = key;
        this.folder = users.resolve(FileName.encode(key.owner().value()))
                .resolve(FileName.encode(key.repoId().value()));
        this.logs = folder.resolve(LOGS);
        this.branches = new RecordFolder<>(
                disk, folder.resolve(BRANCHES), branch -> branch.name().value(), Records::encode, Records::branch);
    }

    ProjectKey key() {
        return key;
    }

    ReadWriteLock lock() {
        return lock;
    }

    /** Whether the project was deleted and the folder is another object's. Asked with the lock. */
    boolean gone() {
        return gone;
    }

    boolean isOnDisk() {
        return Files.exists(folder);
    }

    // ---- records

    ProjectContents contents() {
        ProjectContents known = contents;
        if (known != null) {
            return known;
        }
        lock.readLock().lock();
        try {
            known = load();
            contents = known;
            return known;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Notes the files of the records of a project, which may be deleted. */
    static void noteRecords(Path folder, MissingChecksums records) {
        records.file(folder.resolve(RECORD), Records::keyOfProject);
        records.folder(folder.resolve(BRANCHES), Records::branch);
        records.folder(folder.resolve(DELETED), Records::branch);
    }

    /** Deletes the snapshots of a project that was deleted, whose folder is there still. */
    static void deleteSnapshots(Disk disk, SnapshotEntries entries, Path grave) {
        Optional<ProjectKey> project = Optional.empty();
        try {
            Path record = grave.resolve(RECORD);
            project = disk.read(record).map(bytes -> Records.decode(disk, record, bytes, Records::keyOfProject));
        } catch (ConfigStoreException e) {
            // Then what finds its commits stays, and finds nothing.
        }
        Path logs = grave.resolve(LOGS);
        for (String name : disk.names(logs)) {
            if (BRANCH_ID.matcher(name).matches()) {
                entries.delete(new BranchId(name), project, logs.resolve(name));
            }
        }
    }

    /** The project's record as it is on the disk. */
    Optional<Project> readProject() {
        return readProject(Records::project);
    }

    /** The same, of a record that an earlier version made; with the id that it is to have if nobody else has it. */
    Optional<Project> readProjectWithoutId() {
        return readProject(Records::projectWithoutId);
    }

    private Optional<Project> readProject(Function<JsonRecord, Project> decoder) {
        Path file = folder.resolve(RECORD);
        Optional<Project> project = disk.read(file).map(bytes -> Records.decode(disk, file, bytes, decoder));
        if (project.isPresent() && !project.get().key().equals(key)) {
            throw disk.damaged(file, "it says that it is " + project.get().key());
        }
        return project;
    }

    /** Writes the project's record in the place of the one that is there. */
    void replace(Project project) {
        disk.replace(folder.resolve(RECORD), Records.encode(project), () -> contents = null);
    }

    private ProjectContents load() {
        Optional<Project> project = readProject();
        if (project.isEmpty()) {
            return ProjectContents.NONE;
        }
        List<Branch> others = new ArrayList<>();
        Optional<ConfigStoreException> damage = branches.load("", others::add);
        return ProjectContents.of(project.get(), others, damage);
    }

    /** With the lock held alone. */
    boolean create(Project project, Said said) {
        if (contents().project().isPresent()) {
            return false;
        }
        disk.makeFolders(users, folder);
        boolean created = disk.create(
                folder.resolve(RECORD),
                Records.encode(project),
                said,
                () -> contents = ProjectContents.of(project, List.of(), Optional.empty()));
        if (!created) {
            contents = null;
        }
        return created;
    }

    /** With the lock held alone. */
    boolean createBranch(Branch branch, Said said) {
        ProjectContents before = contents();
        Project project = before.project()
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no project '" + key + "'"));
        if (before.find(branch.name()).isPresent()) {
            return false;
        }
        disk.makeFolders(users, folder.resolve(BRANCHES));
        List<Branch> others = new ArrayList<>(before.others());
        others.add(branch);
        boolean created =
                branches.create(branch, said, () -> contents = ProjectContents.of(project, others, before.damage()));
        if (!created) {
            contents = null;
        }
        return created;
    }

    /** With the lock held alone. */
    boolean deleteBranch(Branch branch, Instant now, Said said) {
        ProjectContents before = contents();
        Optional<Project> project = before.project();
        if (project.isEmpty() || !before.find(branch.name()).equals(Optional.of(branch))) {
            return false;
        }
        if (project.get().defaultBranch().equals(branch)) {
            throw new IllegalArgumentException("branch: " + branch.name() + " is the default branch");
        }
        disk.makeFolders(users, deleted());
        List<Branch> others = new ArrayList<>(before.others());
        others.remove(branch);
        Path to = deleted().resolve(new DeletedName(now, branch.id()).toString() + ".json");
        disk.move(
                branches.file(branch),
                to,
                said,
                () -> contents = ProjectContents.of(project.get(), others, before.damage()));
        return true;
    }

    private Path deleted() {
        return folder.resolve(DELETED);
    }

    List<Branch> deletedBranches() {
        // Read from the disk; so not while somebody changes what is there, and it may yet be lost.
        lock.readLock().lock();
        try {
            return readDeleted();
        } finally {
            lock.readLock().unlock();
        }
    }

    private List<Branch> readDeleted() {
        List<Branch> found = new ArrayList<>();
        List<ConfigStoreException> damages = new ArrayList<>();
        for (String name : disk.names(deleted())) {
            if (DeletedName.parse(name).isPresent()) {
                Path file = deleted().resolve(name);
                try {
                    disk.read(file)
                            .map(bytes -> Records.decode(disk, file, bytes, Records::branch))
                            .ifPresent(found::add);
                } catch (ConfigStoreException e) {
                    damages.add(e);
                }
            }
        }
        RecordFolder.throwAll(damages);
        return List.copyOf(found);
    }

    /** Forgets branches that were deleted before a time. With the lock held alone. */
    void purgeDeleted(Instant before) {
        for (String name : disk.names(deleted())) {
            if (DeletedName.isBefore(name, before)) {
                disk.delete(deleted().resolve(name), () -> {});
            }
        }
    }

    /**
     * Deletes the project: moves the folder away. With the lock held alone.
     *
     * @param graves where to
     */
    boolean delete(Project expected, Path graves, Instant now, Said said) {
        Optional<Project> project = contents().project();
        if (!project.equals(Optional.of(expected))) {
            return false;
        }
        List<String> unfinished = unfinishedLogs();
        disk.makeFolders(users, graves);
        Path grave = graves.resolve(
                new DeletedName(now, project.get().defaultBranch().id()).toString());
        AtomicBoolean moved = new AtomicBoolean();
        try {
            disk.move(folder, grave, said, () -> {
                moved.set(true);
                contents = ProjectContents.NONE;
            });
        } finally {
            gone = moved.get();
            if (gone) {
                // The project is deleted, whatever becomes of these: their makers wait for them, nobody else.
                unfinished.forEach(log -> disk.moveInTime(grave.resolve(LOGS).resolve(log), logs.resolve(log)));
            }
        }
        return true;
    }

    /**
     * Logs of projects and branches that are being made: without a record, and with no more than their first snapshot and
     * that of the edit that they are made for.
     */
    private List<String> unfinishedLogs() {
        Set<String> recorded = new HashSet<>();
        contents().branches().forEach(branch -> recorded.add(branch.id().value()));
        disk.names(deleted())
                .forEach(name -> DeletedName.parse(name)
                        .ifPresent(of -> recorded.add(of.id().value())));
        // A deleted branch's log outlives its record as long as another branch descends from it.
        Deque<String> open = new ArrayDeque<>(recorded);
        while (!open.isEmpty()) {
            log(new BranchId(open.remove()))
                    .find(SnapshotNumber.FIRST)
                    .flatMap(Snapshot::parent)
                    .map(parent -> parent.branch().value())
                    .filter(recorded::add)
                    .ifPresent(open::add);
        }
        return logNames()
                .filter(log -> !recorded.contains(log))
                .filter(log -> log(new BranchId(log)).newest().orElse(1) <= 2)
                .toList();
    }

    // ---- logs

    private Stream<String> logNames() {
        return disk.names(logs).stream().filter(name -> BRANCH_ID.matcher(name).matches());
    }

    BranchLog log(BranchId branch) {
        return opened.computeIfAbsent(
                branch, id -> new BranchLog(disk, entries, new BranchKey(key, id), logs.resolve(id.value())));
    }

    /** With the lock held, be it shared. */
    Outcome commit(StoreCommit commit, CommitParts parts) {
        return log(commit.branch().branch()).commit(commit, parts);
    }

    /** The branches that have a log, be it an empty one. */
    List<BranchId> logs() {
        return logNames().map(BranchId::new).toList();
    }

    /** The branches that have at least one snapshot. */
    List<BranchId> logged() {
        return logNames()
                .map(BranchId::new)
                .filter(branch -> log(branch).newest().isPresent())
                .toList();
    }

    /** With the lock held alone. */
    void purge(BranchId branch) {
        log(branch).purge();
        disk.deleteTree(logs.resolve(branch.value()), () -> opened.remove(branch));
    }

    /** See {@link io.erpconfig.core.history.SnapshotLog#findCommits}. What is found by the index may be purged since. */
    List<Location> findCommits(String digits) {
        Map<String, Location> found = new LinkedHashMap<>();
        disk.requirePresent(logs);
        try {
            List<DamagedPackException> damages = entries.table().forEach(EntryKey.commits(key, digits), entry -> {
                byte[] value = entry.value();
                Location there = new Location(new BranchKey(key, EntryKey.branchOf(value)), EntryKey.numberOf(value));
                String id = entry.key().commit();
                if (id.startsWith(digits) && !found.containsKey(id)) {
                    log(there.branch().branch())
                            .find(there.number())
                            .filter(snapshot -> snapshot.commitId().hex().equals(id))
                            .ifPresent(snapshot -> found.put(id, there));
                }
                return found.size() < 2;
            });
            if (found.isEmpty() && !damages.isEmpty()) {
                throw damages.get(0);
            }
        } catch (IOException e) {
            throw disk.failed(logs, e);
        }
        return List.copyOf(found.values());
    }

    /** See {@link io.erpconfig.core.history.SnapshotLog#findContent}. */
    Optional<GitBlob> findContent(GitId id, Predicate<Location> mayBeRead) {
        return entries.content().find(key, id, mayBeRead, logs);
    }

    /** See {@link io.erpconfig.core.history.SnapshotLog#findNewest}. */
    Optional<SnapshotNumber> findNewest(BranchId branch, String shortId) {
        return log(branch).live().isPresent()
                ? entries.newest(branch, shortId, logs.resolve(branch.value()))
                : Optional.empty();
    }

    /** Moves snapshots that an earlier version has left in files; those that can't be read stay. */
    void moveFiles(EntryMove move) {
        lock.readLock().lock();
        try {
            if (gone) {
                return;
            }
            logNames()
                    .forEach(log -> disk.forEachName(logs.resolve(log), name -> {
                        if (BranchLog.number(name).isPresent()) {
                            Path file = logs.resolve(log).resolve(name);
                            disk.read(file).ifPresent(bytes -> moveFile(new BranchId(log), file, bytes, move));
                        }
                    }));
            move.flush();
            logNames()
                    .map(logs::resolve)
                    .filter(Files::isDirectory)
                    .forEach(log -> disk.create(log.resolve(DataDirectory.KEEP), new byte[0]));
        } finally {
            lock.readLock().unlock();
        }
    }

    private void moveFile(BranchId branch, Path file, byte[] bytes, EntryMove move) {
        try {
            Snapshot snapshot = Records.decodeUnchecked(bytes, Records::snapshot, e -> disk.damaged(file, e));
            if (file.endsWith(snapshot.number() + ".json")) {
                move.add(file, SnapshotEntries.of(new BranchKey(key, branch), snapshot, bytes));
            } else {
                move.leave();
            }
        } catch (ConfigStoreException e) {
            // It is named by who reads it.
            move.leave();
        }
    }
}
