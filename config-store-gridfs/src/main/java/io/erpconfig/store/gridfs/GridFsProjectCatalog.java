package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.contention.Backoff;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Projects and branches as documents. A project's document is found by its name and identified by its default branch,
 * which no other project ever has: so nothing of a deleted project is taken for its namesake's.
 *
 * <p>A project or branch is made by the insert of its document, which has the audit entries of that: see {@link AuditOutbox}.
 * Deleting one begins with a note that it is to be deleted, which has the entries. The insert of the note decides whose
 * deletion it is; whoever finds such a note goes on with it. So it doesn't matter where a process dies. What a project held
 * is deleted after its document: if need be by {@link #purgeDeleted}, or when a project of the same name is made.
 *
 * <p>A note without entries is one whose entries are in their trails or, while its project or branch is there, one of an
 * earlier version: that says nothing.
 */
final class GridFsProjectCatalog implements ProjectCatalog {

    private final Database database;
    private final GridFsSnapshotLog snapshots;
    private final ProjectIds ids;
    private final AuditOutbox outbox;
    private final MongoCollection<Document> projects;
    private final MongoCollection<Document> branches;
    private final MongoCollection<Document> deletedBranches;
    private final MongoCollection<Document> deletedProjects;
    private final AuditOutbox.Carrier made;
    private final AuditOutbox.Carrier madeBranches;
    private final AuditOutbox.Carrier branchDeletions;
    private final AuditOutbox.Carrier projectDeletions;

    GridFsProjectCatalog(Database database, ProjectIds ids, GridFsSnapshotLog snapshots, AuditOutbox outbox) {
        this.outbox = outbox;
        this.database = database;
        this.ids = ids;
        this.snapshots = snapshots;
        this.projects = database.collection(Schema.PROJECTS);
        this.branches = database.collection(Schema.BRANCHES);
        this.deletedBranches = database.collection(Schema.DELETED_BRANCHES);
        this.deletedProjects = database.collection(Schema.DELETED_PROJECTS);
        this.made = outbox.add(projects, project -> true);
        this.madeBranches = outbox.add(branches, this::isOfProject);
        this.branchDeletions = outbox.add(deletedBranches, this::deleteBranch);
        this.projectDeletions = outbox.add(deletedProjects, this::deleteProject);
    }

    private static Bson named(ProjectKey key) {
        return and(eq("owner", key.owner().value()), eq("repoId", key.repoId().value()));
    }

    private static String id(Project project) {
        return project.defaultBranch().id().value();
    }

    private static Project project(Document document) {
        return Fields.decode(Schema.PROJECTS, document, Records::project);
    }

    private List<Project> projects(FindIterable<Document> found) {
        List<Document> documents = database.call("read", () -> found.into(new ArrayList<>()));
        return documents.stream()
                .flatMap(document -> ids.withId(document).stream())
                .map(GridFsProjectCatalog::project)
                .toList();
    }

    private List<Branch> branches(MongoCollection<Document> collection, Bson filter) {
        List<Document> documents =
                database.call("read", () -> collection.find(filter).into(new ArrayList<>()));
        return documents.stream()
                .map(each -> Fields.decode(collection.getNamespace().getCollectionName(), each, Records::branch))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Override
    public Creation create(Project project, List<AuditEntry> entries) {
        database.call("read", () -> deletedProjects.find(named(project.key())).into(new ArrayList<>()))
                .forEach(this::finishDeletion);
        if (!ids.take(project)) {
            return database.exists(projects, named(project.key())) ? Creation.NAME_TAKEN : Creation.ID_TAKEN;
        }
        Document document = AuditOutbox.with(AuditOutbox.entries(entries), Records.encode(project));
        if (!insert(projects, document)) {
            return Creation.NAME_TAKEN;
        }
        outbox.deliver(made, document);
        return Creation.DONE;
    }

    private boolean insert(MongoCollection<Document> collection, Document document) {
        return database.call("write to", () -> UniqueInsert.tryInsert(collection, document));
    }

    @Override
    public Optional<Project> find(ProjectKey key) {
        return projects(projects.find(named(key))).stream().findAny();
    }

    @Override
    public Optional<Project> find(ProjectId id) {
        return projects(projects.find(eq(Records.ID, id.value()))).stream().findAny();
    }

    @Override
    public Optional<Project> find(EarlierProjectId id) {
        return projects(projects.find(eq(Records.EARLIER_ID, id.value()))).stream()
                .findAny();
    }

    @Override
    public List<Project> list(OwnerId owner) {
        // Sorted here: how a server sorts texts can be configured.
        return projects(projects.find(eq("owner", owner.value()))).stream()
                .sorted(Project.BY_REPO_ID)
                .toList();
    }

    @Override
    public void forEach(Consumer<Project> each) {
        projects(projects.find()).forEach(each);
    }

    @Override
    public boolean delete(Project project, Instant now, List<AuditEntry> entries) {
        ProjectKey key = project.key();
        String id = id(project);
        Document note = new Document("_id", id)
                .append("owner", key.owner().value())
                .append("repoId", key.repoId().value())
                .append("at", Date.from(now))
                .append(AuditOutbox.FIELD, AuditOutbox.entries(entries));
        Bson itself = and(named(key), eq("_id", id));
        boolean deleted = begin(deletedProjects, note, () -> database.exists(projects, itself), this::finishDeletion);
        if (deleted) {
            finishDeletion(note);
        }
        return deleted;
    }

    /**
     * Notes that something is to be deleted.
     *
     * @param isThere whether there is anything to be deleted
     * @param finish  goes on with the deletion of somebody else
     * @return false if there is nothing, or somebody else was first
     */
    private boolean begin(
            MongoCollection<Document> notes, Document note, BooleanSupplier isThere, Consumer<Document> finish) {
        Bson itself = eq("_id", note.get("_id"));
        Backoff backoff = new Backoff("record " + note.get("_id") + " can't be deleted");
        while (isThere.getAsBoolean()) {
            if (insert(notes, note)) {
                return true;
            }
            Optional<Document> others = database.find(notes, note.get("_id"));
            if (others.filter(GridFsProjectCatalog::isBegun).isPresent()) {
                finish.accept(others.get());
                return false;
            }
            if (others.isPresent() && isThere.getAsBoolean()) {
                database.run("delete from", () -> notes.deleteOne(and(itself, exists(AuditOutbox.FIELD, false))));
            }
            backoff.lost();
        }
        return false;
    }

    private static boolean isBegun(Document note) {
        return note.containsKey(AuditOutbox.FIELD);
    }

    /**
     * Deletes the project that a note says is to be deleted. What is left to be said of it and its branches is said before:
     * they are seen until now.
     */
    private boolean deleteProject(Document note) {
        Object id = note.get("_id");
        outbox.deliverOf(made, eq("_id", id));
        outbox.deliverOf(madeBranches, eq("project", id));
        outbox.deliverOf(branchDeletions, eq("project", id));
        database.run("delete from", () -> projects.deleteOne(eq("_id", id)));
        return true;
    }

    /** Deletes a project whose deletion has begun, and what it held. */
    private void finishDeletion(Document note) {
        Fields fields = new Fields(note);
        String id = fields.text("_id");
        if (isBegun(note)) {
            outbox.complete(projectDeletions, note);
        } else if (database.exists(projects, eq("_id", id))) {
            return;
        }
        ProjectKey key = new ProjectKey(new OwnerId(fields.text("owner")), new RepoId(fields.text("repoId")));
        snapshots.purge(new BranchKey(key, new BranchId(id)));
        outbox.deliverOf(branchDeletions, eq("project", id));
        for (MongoCollection<Document> collection : List.of(branches, deletedBranches)) {
            for (Branch branch : branches(collection, eq("project", id))) {
                snapshots.purge(new BranchKey(key, branch.id()));
            }
            database.run("delete from", () -> collection.deleteMany(eq("project", id)));
        }
        database.run("delete from", () -> deletedProjects.deleteOne(eq("_id", id)));
    }

    @Override
    public boolean createBranch(ProjectKey key, Branch branch, List<AuditEntry> entries) {
        Project project = find(key).orElseThrow(() -> notFound(key));
        if (project.defaultBranch().name().equals(branch.name())) {
            return false;
        }
        Document document = AuditOutbox.with(AuditOutbox.entries(entries), Records.encode(branch, id(project)));
        if (!insert(branches, document)) {
            return false;
        }
        if (!isOfProject(document)) {
            database.run(
                    "delete from",
                    () -> branches.deleteOne(eq("_id", branch.id().value())));
            throw notFound(key);
        }
        outbox.deliver(madeBranches, document);
        return true;
    }

    /** Whether the project of a branch is there: else that is withdrawn by who was about to make it, or deleted with it. */
    private boolean isOfProject(Document branch) {
        return database.exists(projects, eq("_id", branch.get("project")));
    }

    private static ConfigStoreException notFound(ProjectKey key) {
        return new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no project '" + key + "'");
    }

    @Override
    public List<Branch> branches(ProjectKey key) {
        return find(key)
                .map(project -> {
                    List<Branch> all = branches(branches, eq("project", id(project)));
                    all.add(project.defaultBranch());
                    all.sort(Branch.BY_NAME);
                    return List.copyOf(all);
                })
                .orElse(List.of());
    }

    @Override
    public Optional<Branch> findBranch(ProjectKey key, BranchName name) {
        return find(key).flatMap(project -> {
            if (project.defaultBranch().name().equals(name)) {
                return Optional.of(project.defaultBranch());
            }
            return branches(branches, and(eq("project", id(project)), eq("name", name.value()))).stream()
                    .findAny();
        });
    }

    @Override
    public boolean deleteBranch(ProjectKey key, Branch branch, Instant now, List<AuditEntry> entries) {
        Optional<Project> project = find(key);
        if (project.isEmpty()) {
            return false;
        }
        if (project.get().defaultBranch().equals(branch)) {
            throw new IllegalArgumentException("branch: " + branch.name() + " is the default branch");
        }
        Bson itself = and(
                eq("_id", branch.id().value()),
                eq("project", id(project.get())),
                eq("name", branch.name().value()));
        // First that it is still kept for deletion.
        Document note = Records.encode(branch, id(project.get()))
                .append("deletedAt", Date.from(now))
                .append(AuditOutbox.FIELD, AuditOutbox.entries(entries));
        boolean deleted = begin(
                deletedBranches,
                note,
                () -> database.exists(branches, itself),
                others -> outbox.complete(branchDeletions, others));
        if (deleted) {
            outbox.complete(branchDeletions, note);
        }
        return deleted;
    }

    /** Deletes the branch that a note says is to be deleted; what is left to be said of it is said before. */
    private boolean deleteBranch(Document note) {
        Bson itself = eq("_id", note.get("_id"));
        outbox.deliverOf(madeBranches, itself);
        database.run("delete from", () -> branches.deleteOne(itself));
        return true;
    }

    @Override
    public List<Branch> deletedBranches(ProjectKey key) {
        return find(key)
                .map(project -> {
                    List<Branch> deleted = branches(deletedBranches, eq("project", id(project)));
                    Set<BranchId> there = idsOf(branches(
                            branches,
                            in(
                                    "_id",
                                    deleted.stream()
                                            .map(each -> each.id().value())
                                            .toList())));
                    deleted.removeIf(each -> there.contains(each.id()));
                    return List.copyOf(deleted);
                })
                .orElse(List.of());
    }

    private static Set<BranchId> idsOf(List<Branch> branches) {
        Function<Branch, BranchId> id = Branch::id;
        return branches.stream().map(id).collect(Collectors.toSet());
    }

    @Override
    public void purgeDeleted(Instant before) {
        Date limit = Date.from(before);
        outbox.deliverOf(branchDeletions, lt("deletedAt", limit));
        database.run("delete from", () -> deletedBranches.deleteMany(lt("deletedAt", limit)));
        List<Document> deletions = database.call(
                "read", () -> deletedProjects.find(lt("at", limit)).into(new ArrayList<>()));
        for (Document deletion : deletions) {
            finishDeletion(deletion);
            // What is there still was noted by somebody who then did not delete the project.
            database.run("delete from", () -> deletedProjects.deleteOne(eq("_id", deletion.get("_id"))));
        }
    }
}
