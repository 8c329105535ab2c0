package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/**
 * The project ids that are taken. An id is taken by inserting a document that has it as its {@code _id}, in which exactly one
 * writer succeeds; it stays taken for good. A unique index on the projects themselves would not do: not every server lets
 * documents without an id be, which nodes of earlier versions go on inserting as long as one is up.
 */
final class ProjectIds {

    private static final String PROJECT = "project";

    private final Database database;
    private final MongoCollection<Document> projects;
    private final MongoCollection<Document> taken;

    ProjectIds(Database database) {
        this.database = database;
        this.projects = database.collection(Schema.PROJECTS);
        this.taken = database.collection(Schema.PROJECT_IDS);
    }

    /** Takes a project's id for it. Returns whether it has it, also if it had it before. */
    boolean take(Project project) {
        return take(project.id().value(), project.defaultBranch().id().value());
    }

    /** @param project the {@code _id} of its document */
    private boolean take(int id, Object project) {
        Document mine = new Document("_id", id).append(PROJECT, project);
        return database.call("write to", () -> UniqueInsert.tryInsert(taken, mine))
                || database.find(taken, id)
                        .filter(there -> project.equals(there.get(PROJECT)))
                        .isPresent();
    }

    /**
     * Gives an id to each project that an earlier version made, and takes those which a restore brought back without this
     * collection. Can be broken off, begun again, and done by several nodes at once: each project gets the same id.
     */
    void assignMissing() {
        Map<Integer, Object> there = new HashMap<>();
        database.run(
                "read",
                () -> taken.find()
                        .forEach(each -> there.put(((Number) each.get("_id")).intValue(), each.get(PROJECT))));
        List<Document> documents = database.call(
                "read", () -> projects.find().projection(include(Records.ID)).into(new ArrayList<>()));
        for (Document document : documents) {
            try {
                assign(document, there);
            } catch (ConfigStoreException e) {
                if (e.code() != ErrorCode.STORAGE_DAMAGED) {
                    throw e;
                } // Damage is said where it matters.
            }
        }
    }

    private void assign(Document document, Map<Integer, Object> there) {
        Object project = document.get("_id");
        Optional<Integer> id = Fields.decode(Schema.PROJECTS, document, fields -> fields.optionalNumber(Records.ID))
                .map(Long::intValue);
        if (id.isEmpty()) {
            database.find(projects, project).ifPresent(this::withId);
        } else if (!project.equals(there.get(id.get()))) {
            take(id.get(), project);
        }
    }

    /**
     * A project's document with an id: one that an earlier version has inserted is given one. Empty if the project is
     * being deleted.
     */
    Optional<Document> withId(Document document) {
        if (document.containsKey(Records.ID)) {
            return Optional.of(document);
        }
        int attempt = 0;
        Project project;
        do {
            int each = attempt++;
            project = Fields.decode(Schema.PROJECTS, document, fields -> Records.projectWithoutId(fields, each));
        } while (!take(project));
        ProjectId id = project.id();
        Object itself = document.get("_id");
        database.run(
                "write to",
                () -> projects.updateOne(
                        and(eq("_id", itself), exists(Records.ID, false)), set(Records.ID, id.value())));
        return database.find(projects, itself);
    }
}
