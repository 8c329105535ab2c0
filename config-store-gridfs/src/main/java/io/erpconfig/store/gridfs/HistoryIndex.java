package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.regex;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.ProjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Finds snapshots by their ids. What it looks for is in fields of the snapshots' documents, which the server indexes, so
 * it is there exactly if the snapshots are.
 *
 * <p>The documents of earlier versions don't note their contents. They are an index's first entries, those without a
 * value; as long as there are any they are looked through.
 */
final class HistoryIndex {

    /** Where in a document of snapshots their commit ids are, in their order. */
    static final String COMMITS = "commits";

    /** Where in a document of snapshots their {@code short_id}s are, in their order. */
    static final String CONTENTS = "contents";

    private static final String CONTENT_IDS = "snapshots.contentId";

    /** Number of documents that are completed together. */
    private static final int TOGETHER = 200;

    /** Number of documents to fetch together where the first ones mostly are enough. */
    private static final int FIRST = 10;

    private final Database database;
    private final MongoCollection<Document> logs;
    private final Predicate<BranchKey> begins;

    /** @param begins whether a branch's log is there and not just being purged */
    HistoryIndex(Database database, Predicate<BranchKey> begins) {
        this.database = database;
        this.logs = database.collection(Schema.SNAPSHOTS);
        this.begins = begins;
    }

    private static Bson ofProject(ProjectKey project) {
        return and(gt("_id", project + "/"), lt("_id", project + "0"));
    }

    /** The commits whose ids begin with some digits, each once, at most two. */
    List<Location> findCommits(ProjectKey project, String digits) {
        Map<String, Location> found = new LinkedHashMap<>();
        try (MongoCursor<Document> documents = database.call(
                "read",
                () -> logs.find(and(ofProject(project), regex(COMMITS, "^" + digits)))
                        .projection(include(COMMITS))
                        .batchSize(FIRST)
                        .iterator())) {
            while (found.size() < 2 && database.call("read", documents::hasNext)) {
                Document document = database.call("read", documents::next);
                BranchKey branch = GridFsSnapshotLog.key(document);
                List<String> commits = texts(document, COMMITS);
                for (int i = 0; i < commits.size() && found.size() < 2; i++) {
                    String commit = commits.get(i);
                    if (commit.startsWith(digits) && !found.containsKey(commit) && begins.test(branch)) {
                        found.put(commit, new Location(branch, number(document, i)));
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    /** The newest snapshot of a branch that has the content of a {@code short_id}. */
    Optional<SnapshotNumber> findNewest(BranchKey branch, String shortId) {
        Optional<Document> noted = database.call(
                "read",
                () -> Optional.ofNullable(logs.find(and(GridFsSnapshotLog.ofBranch(branch), eq(CONTENTS, shortId)))
                        .projection(include(CONTENTS))
                        .sort(Sorts.descending("_id"))
                        .limit(1)
                        .first()));
        String after = noted.map(document -> document.getString("_id")).orElse(GridFsSnapshotLog.branch(branch) + "/");
        return newestNotNoted(branch, after, shortId)
                .or(() -> noted.map(
                        document -> number(document, texts(document, CONTENTS).lastIndexOf(shortId))))
                .filter(number -> begins.test(branch));
    }

    /** The same among the documents behind an {@code _id} that don't note their contents. */
    private Optional<SnapshotNumber> newestNotNoted(BranchKey branch, String after, String shortId) {
        try (MongoCursor<Document> documents = database.call(
                "read",
                () -> logs.find(and(eq(CONTENTS, null), GridFsSnapshotLog.ofBranch(branch), gt("_id", after)))
                        .projection(include(CONTENT_IDS))
                        .sort(Sorts.descending("_id"))
                        .batchSize(Database.FEW)
                        .iterator())) {
            while (database.call("read", documents::hasNext)) {
                Document document = database.call("read", documents::next);
                int index = contents(document).lastIndexOf(shortId);
                if (index >= 0) {
                    return Optional.of(number(document, index));
                }
            }
        }
        return Optional.empty();
    }

    /** Notes the contents of what earlier versions have filed. */
    void complete() {
        List<Document> some;
        do {
            some = database.call(
                    "read",
                    () -> logs.find(eq(CONTENTS, null))
                            .projection(include(CONTENT_IDS))
                            .limit(TOGETHER)
                            .into(new ArrayList<>()));
            List<UpdateOneModel<Document>> updates = some.stream()
                    .map(document -> new UpdateOneModel<Document>(
                            eq("_id", document.get("_id")), set(CONTENTS, contents(document))))
                    .toList();
            if (!updates.isEmpty()) {
                database.run("write to", () -> logs.bulkWrite(updates, new BulkWriteOptions().ordered(false)));
            }
        } while (some.size() == TOGETHER);
    }

    /** The {@code short_id}s of a document's snapshots, of one that doesn't note them. */
    private static List<String> contents(Document document) {
        return Fields.decode(
                Schema.SNAPSHOTS,
                document,
                fields -> fields.objects("snapshots").stream()
                        .map(each -> each.text("contentId").substring(0, ContentId.SHORT_DIGITS))
                        .toList());
    }

    private static List<String> texts(Document document, String field) {
        return Fields.decode(Schema.SNAPSHOTS, document, fields -> fields.texts(field));
    }

    /** The number of a document's snapshot. */
    private static SnapshotNumber number(Document document, int index) {
        String id = document.getString("_id");
        return new SnapshotNumber(Integer.parseInt(id.substring(id.lastIndexOf('/') + 1)) + index);
    }
}
