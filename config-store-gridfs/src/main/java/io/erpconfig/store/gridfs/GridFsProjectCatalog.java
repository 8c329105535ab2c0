package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectCatalog;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Projects and branches as documents. A project's document is found by its name and identified by its default branch,
 * which no other project ever has: so nothing of a deleted project is taken for its namesake's.
 *
 * <p>Deleting a project deletes its document; that is the step which counts. That the rest has to go too is noted
 * before it, and done after it: if need be by {@link #purgeDeleted}, or when a project of the same name is made.
 */
final class GridFsProjectCatalog implements ProjectCatalog {

    private final Database database;
    private final GridFsSnapshotLog snapshots;
    private final ProjectIds ids;
    private final MongoCollection<Document> projects;
    private final MongoCollection<Document> branches;
    private final MongoCollection<Document> deletedBranches;
    private final MongoCollection<Document> deletedProjects;

    GridFsProjectCatalog(Database database, ProjectIds ids, GridFsSnapshotLog snapshots) {
        this.database = database;
        this.ids = ids;
        this.snapshots = snapshots;
        this.projects = database.collection(Schema.PROJECTS);
        this.branches = database.collection(Schema.BRANCHES);
        this.deletedBranches = database.collection(Schema.DELETED_BRANCHES);
        this.deletedProjects = database.collection(Schema.DELETED_PROJECTS);
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
    public Creation create(Project project) {
        database.call("read", () -> deletedProjects.find(named(project.key())).into(new ArrayList<>()))
                .forEach(this::finishDeletion);
        if (!ids.take(project)) {
            return database.exists(projects, named(project.key())) ? Creation.NAME_TAKEN : Creation.ID_TAKEN;
        }
        boolean made = database.call("write to", () -> UniqueInsert.tryInsert(projects, Records.encode(project)));
        return made ? Creation.DONE : Creation.NAME_TAKEN;
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
    public boolean delete(ProjectKey key, Instant now) {
        Optional<Project> found = find(key);
        if (found.isEmpty()) {
            return false;
        }
        String id = id(found.get());
        Document deletion = new Document("_id", id)
                .append("owner", key.owner().value())
                .append("repoId", key.repoId().value())
                .append("at", Date.from(now));
        database.run("write to", () -> UniqueInsert.tryInsert(deletedProjects, deletion));
        boolean deleted = database.call(
                "delete from", () -> projects.deleteOne(eq("_id", id)).getDeletedCount() == 1);
        if (deleted) {
            finishDeletion(deletion);
        }
        return deleted;
    }

    /** Deletes what a project held whose document is gone; while that is there, its deletion has not happened. */
    private void finishDeletion(Document deletion) {
        Fields fields = new Fields(deletion);
        String id = fields.text("_id");
        if (database.exists(projects, eq("_id", id))) {
            return;
        }
        ProjectKey key = new ProjectKey(new OwnerId(fields.text("owner")), new RepoId(fields.text("repoId")));
        snapshots.purge(new BranchKey(key, new BranchId(id)));
        for (MongoCollection<Document> collection : List.of(branches, deletedBranches)) {
            for (Branch branch : branches(collection, eq("project", id))) {
                snapshots.purge(new BranchKey(key, branch.id()));
            }
            database.run("delete from", () -> collection.deleteMany(eq("project", id)));
        }
        database.run("delete from", () -> deletedProjects.deleteOne(eq("_id", id)));
    }

    @Override
    public boolean createBranch(ProjectKey key, Branch branch) {
        Project project = find(key).orElseThrow(() -> notFound(key));
        if (project.defaultBranch().name().equals(branch.name())) {
            return false;
        }
        boolean made =
                database.call("write to", () -> UniqueInsert.tryInsert(branches, Records.encode(branch, id(project))));
        if (made && !database.exists(projects, eq("_id", id(project)))) {
            database.run(
                    "delete from",
                    () -> branches.deleteOne(eq("_id", branch.id().value())));
            throw notFound(key);
        }
        return made;
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
    public boolean deleteBranch(ProjectKey key, Branch branch, Instant now) {
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
        if (!database.exists(branches, itself)) {
            return false;
        }
        // First that it is still kept for deletion; of a branch that is there this says nothing.
        Document deleted = Records.encode(branch, id(project.get())).append("deletedAt", Date.from(now));
        database.run("write to", () -> UniqueInsert.tryInsert(deletedBranches, deleted));
        return database.call("delete from", () -> branches.deleteOne(itself).getDeletedCount() == 1);
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
