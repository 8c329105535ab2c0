package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.regex;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Sorts;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.NewContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Finds snapshots by their ids. What it looks for is in fields of the snapshots' documents, which the server indexes, so
 * it is there exactly if the snapshots are.
 *
 * <p>Content that came in with a snapshot is in its document too, unless it is much, as with an import: then it is inserted
 * before, into a collection of its own. What is left there of a snapshot that never came about says nothing to anybody, and
 * goes with the branch.
 *
 * <p>The documents of earlier versions don't note contents. They are an index's first entries, those without a value; as
 * long as there are any they are looked through.
 */
final class HistoryIndex {

    /** Where in a document of snapshots their commit ids are, in their order. */
    static final String COMMITS = "commits";

    /** Where in a document of snapshots their {@code short_id}s are, in their order. */
    static final String CONTENTS = "contents";

    /** Where in a document the content is that came in: {@code {id: git id, object: SHA-256, size, number}}. */
    static final String INCOMING = "incoming";

    /** Where the git ids of {@link #INCOMING} are. */
    static final String INCOMING_IDS = INCOMING + ".id";

    private static final String CONTENT_IDS = "snapshots.contentId";

    /** Most content that is noted in the document of the snapshots itself, which is read with them. */
    private static final int FEW = 100;

    /** Most content that a document notes which has nothing else. */
    private static final int MANY = 1_000;

    /** Number of documents of earlier versions to fetch together, each with its messages. */
    private static final int TOGETHER = 20;

    /** How long earlier versions' documents are completed at a time. */
    private static final Duration COMPLETION = Duration.ofSeconds(30);

    /** Number of documents to fetch together where the first ones mostly are enough. */
    private static final int FIRST = 10;

    private final Database database;
    private final MongoCollection<Document> logs;
    private final MongoCollection<Document> incoming;
    private final Predicate<BranchKey> begins;

    /** @param begins whether a branch's log is there and not just being purged */
    HistoryIndex(Database database, Predicate<BranchKey> begins) {
        this.database = database;
        this.logs = database.collection(Schema.SNAPSHOTS);
        this.incoming = database.collection(Schema.INCOMING);
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

    /**
     * Notes the content that came in with snapshots: much of it at once, some for their document.
     *
     * @param document of the snapshots, with its {@code _id} and {@code nonce}
     * @return what the document has to say of it
     */
    List<Document> incoming(Document document, List<StoreCommit.Step> steps) {
        List<Document> all = steps.stream()
                .flatMap(step -> step.content().stream()
                        .map(content -> encode(content, step.snapshot().number())))
                .toList();
        if (all.size() <= FEW) {
            return all;
        }
        List<Document> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MANY) {
            parts.add(new Document("_id", partsOf(document) + "%06d".formatted(from / MANY))
                    .append(INCOMING, all.subList(from, Math.min(from + MANY, all.size()))));
        }
        parts.forEach(part -> database.run("write to", () -> UniqueInsert.tryInsert(incoming, part)));
        return List.of();
    }

    /** Takes back what was noted at once, of snapshots that don't come about. */
    void withdraw(Document document, List<StoreCommit.Step> steps) {
        if (steps.stream().mapToLong(step -> step.content().size()).sum() > FEW) {
            database.run(
                    "delete from", () -> incoming.deleteMany(regex("_id", "^" + Pattern.quote(partsOf(document)))));
        }
    }

    /** Takes back what was noted at once of a branch. */
    void forget(BranchKey branch) {
        database.run("delete from", () -> incoming.deleteMany(GridFsSnapshotLog.ofBranch(branch)));
    }

    private static String partsOf(Document document) {
        return document.getString("_id") + "/" + document.get("nonce") + "/";
    }

    private static Document encode(GitBlob content, SnapshotNumber number) {
        return new Document("id", content.id().hex())
                .append("object", content.blob().hex())
                .append("size", content.size())
                .append("number", number.value());
    }

    /** Finds content of a project by its git id. */
    Optional<GitBlob> findContent(ProjectKey project, GitId id, Predicate<Location> mayBeRead) {
        return findContent(logs, project, id, mayBeRead).or(() -> findContent(incoming, project, id, mayBeRead));
    }

    private Optional<GitBlob> findContent(
            MongoCollection<Document> collection, ProjectKey project, GitId id, Predicate<Location> mayBeRead) {
        Optional<Document> next = firstIncoming(collection, project, id, project + "/");
        while (next.isPresent()) {
            BranchKey branch = branch(next.get());
            Fields found = incoming(collection, next.get(), id.hex());
            if (mayBeRead.test(new Location(branch, new SnapshotNumber(Math.toIntExact(found.number("number")))))) {
                return Optional.of(
                        new GitBlob(id, new BlobId(Sha256.parse(found.text("object"))), found.number("size")));
            }
            next = firstIncoming(collection, project, id, GridFsSnapshotLog.branch(branch) + "0");
        }
        return Optional.empty();
    }

    private Optional<Document> firstIncoming(
            MongoCollection<Document> collection, ProjectKey project, GitId id, String from) {
        return database.call(
                "read",
                () -> Optional.ofNullable(collection
                        .find(and(eq(INCOMING_IDS, id.hex()), gt("_id", from), lt("_id", project + "0")))
                        .projection(include(INCOMING))
                        .sort(Sorts.ascending("_id"))
                        .limit(1)
                        .first()));
    }

    /** The entry of a document for a git id that came in first. */
    private static Fields incoming(MongoCollection<Document> collection, Document document, String id) {
        return Fields.decode(
                collection.getNamespace().getCollectionName(),
                document,
                fields -> fields.objects(INCOMING).stream()
                        .filter(each -> each.text("id").equals(id))
                        .min(Comparator.comparingLong(each -> each.number("number")))
                        .orElseThrow(() -> new IllegalArgumentException("it has no content " + id)));
    }

    /** Whether the content of all snapshots of a project is noted. */
    boolean knowsContent(ProjectKey project) {
        return !database.exists(logs, and(eq(CONTENTS, null), ofProject(project)));
    }

    /**
     * Notes for some time the contents of what earlier versions have filed. What is damaged stays as it is.
     *
     * @param snapshots the same
     * @param trees     the folders that they name
     */
    void complete(SnapshotLog snapshots, Trees trees) {
        long begun = System.nanoTime();
        try (MongoCursor<Document> documents = database.call(
                "read", () -> logs.find(eq(CONTENTS, null)).batchSize(TOGETHER).iterator())) {
            while (System.nanoTime() - begun < COMPLETION.toNanos() && database.call("read", documents::hasNext)) {
                Document document = database.call("read", documents::next);
                try {
                    complete(document, snapshots, trees);
                } catch (ConfigStoreException e) {
                    if (e.code() != ErrorCode.STORAGE_DAMAGED) {
                        throw e;
                    }
                }
            }
        }
    }

    private void complete(Document document, SnapshotLog snapshots, Trees trees) {
        BranchKey branch = GridFsSnapshotLog.key(document);
        List<StoreCommit.Step> steps = GridFsSnapshotLog.decode(document).stream()
                .map(snapshot ->
                        new StoreCommit.Step(snapshot, List.of(), NewContent.of(branch, snapshot, snapshots, trees)))
                .toList();
        Bson noted = combine(set(INCOMING, incoming(document, steps)), set(CONTENTS, contents(document)));
        database.run("write to", () -> logs.updateOne(and(eq("_id", document.get("_id")), eq(CONTENTS, null)), noted));
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

    /** The branch of a document of either collection. */
    private static BranchKey branch(Document document) {
        String id = document.getString("_id");
        int end = -1;
        for (int slash = 0; slash < 4 && (slash == 0 || end >= 0); slash++) {
            end = id.indexOf('/', end + 1);
        }
        return GridFsSnapshotLog.key(end < 0 ? document : new Document("_id", id.substring(0, end)));
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
