package io.erpconfig.store.gridfs;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CreateIndexOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/**
 * The collections of the database.
 *
 * <pre>
 * store              {_id: "format", format}; {_id: "accounts"} once an account was removed;
 *                    {_id: "migration", source} while it is being filled from another store
 * objects.files      GridFS: {_id, filename: SHA-256 in hex, length, chunkSize, uploadDate}
 * objects.chunks     GridFS: {_id, files_id, n, data}
 * renewals           {_id, filename, at}: an object was stored again; _id is its name. Or chunks without a file are
 *                    needed; _id is the file's. Each stays as long as there is a file of that name
 * condemned          {filename, file, at}: a sweep is about to delete an object's file, or chunks without a file; no
 *                    filename then. Each stays as long as the file or the chunks
 * projects           {_id: id of the default branch, owner, repoId, id: project id, createdAt, defaultBranch:
 *                    {name, createdAt}}; projectId: its earlier id, if an earlier version made it
 * projectIds         {_id: project id, project: _id of the project that it was allotted to}
 * branches           {_id: branch id, project: _id of the project, name, createdAt}; the default branch has none
 * deletedBranches    the same, with deletedAt
 * deletedProjects    {_id: _id of the project, owner, repoId, at}: until what it held is gone
 * snapshots          {_id: "owner/repoId/branch id/first number", nonce, commits: [commit ids], contents: [short_ids],
 *                    incoming: [{id: git id, object: SHA-256 in hex, size, number}], snapshots: [records]}; those of
 *                    earlier versions have no contents and incoming until they are completed;
 *                    entries: [{trail: owner or "", nonce, at, …}] as long as these are not in the collection audit
 *                    The same field may be in projects, branches, deletedBranches, deletedProjects and tokens
 * incoming           {_id: "_id of snapshots/nonce of snapshots/part", incoming: as there}: where it is much
 * tokens             {_id: token id, hash, owner, …, stamp}; {_id, hash: "removed/token id", removed: true, stamp} as long
 *                    as an entry says that the token was removed and isn't in its trail; one without the scope read has
 *                    expiresAt in 1970, for nodes of a version that knows no scopes, and endsAt when it expires
 * accounts           {_id: name, …, stamp}
 * sessions           {_id: session id, hash, user, …}
 * lastUses           {_id: "tokens/id" or "sessions/id", at}
 * audit              {_id: "owner/number", nonce, at, …}; no owner before the "/" where an entry has none; in an event
 *                    also seq: "owner/number of the event", target: {project, branch, default}
 * claims             {_id: "collection/record@stamp", at}: a writer is replacing that version of the record
 * leases             {_id: "name/number", holder, until}
 * turns              {_id: "owner/repoId/branch id", process, until}: the process that has the next append reserved
 * </pre>
 */
final class Schema {

    static final String STORE = "store";
    static final String BUCKET = "objects";
    static final String FILES = BUCKET + ".files";
    static final String CHUNKS = BUCKET + ".chunks";
    static final String RENEWALS = "renewals";
    static final String CONDEMNED = "condemned";
    static final String PROJECTS = "projects";
    static final String PROJECT_IDS = "projectIds";
    static final String BRANCHES = "branches";
    static final String DELETED_BRANCHES = "deletedBranches";
    static final String DELETED_PROJECTS = "deletedProjects";
    static final String SNAPSHOTS = "snapshots";
    static final String INCOMING = "incoming";
    static final String TOKENS = "tokens";
    static final String ACCOUNTS = "accounts";
    static final String SESSIONS = "sessions";
    static final String LAST_USES = "lastUses";
    static final String AUDIT = "audit";
    static final String CLAIMS = "claims";
    static final String LEASES = "leases";
    static final String RESERVATIONS = "turns";

    /** The version of the layout that this code reads and writes. */
    static final int FORMAT = 1;

    private static final List<Index> INDEXES = List.of(
            new Index(FILES, List.of("filename", "uploadDate"), false),
            new Index(CHUNKS, List.of("files_id", "n"), true),
            new Index(RENEWALS, List.of("filename"), false),
            new Index(PROJECTS, List.of("owner", "repoId"), true),
            new Index(PROJECTS, List.of("id"), false),
            new Index(PROJECTS, List.of("projectId"), false),
            new Index(BRANCHES, List.of("project", "name"), true),
            new Index(DELETED_BRANCHES, List.of("project"), false),
            new Index(SNAPSHOTS, List.of(HistoryIndex.COMMITS), false),
            new Index(SNAPSHOTS, List.of(HistoryIndex.CONTENTS, "_id"), false),
            new Index(SNAPSHOTS, List.of(HistoryIndex.INCOMING_IDS, "_id"), false),
            new Index(INCOMING, List.of(HistoryIndex.INCOMING_IDS, "_id"), false),
            carrying(SNAPSHOTS),
            new Index(SNAPSHOTS, List.of(AuditOutbox.EARLIER_FIELD + "." + AuditOutbox.TRAIL), false),
            carrying(PROJECTS),
            carrying(BRANCHES),
            carrying(DELETED_BRANCHES),
            carrying(DELETED_PROJECTS),
            carrying(TOKENS),
            new Index(AUDIT, List.of("nonce"), true),
            new Index(AUDIT, List.of(GridFsAuditLog.SEQ), false),
            new Index(TOKENS, List.of("hash"), true),
            new Index(TOKENS, List.of("owner"), false),
            new Index(SESSIONS, List.of("hash"), true),
            new Index(SESSIONS, List.of("user"), false));

    /** Of entries on their way into their trails. */
    private static Index carrying(String collection) {
        return new Index(collection, List.of(AuditOutbox.FIELD + "." + AuditOutbox.TRAIL), false);
    }

    private final Database database;

    private Schema(Database database) {
        this.database = database;
    }

    /** An index that has to be there; it is named as MongoDB would, and as the tools that know GridFS expect. */
    private record Index(String collection, List<String> fields, boolean unique) {

        Document keys() {
            Document keys = new Document();
            fields.forEach(field -> keys.append(field, 1));
            return keys;
        }

        String name() {
            return String.join("_1_", fields) + "_1";
        }

        /** Whether an index that is there has the same keys, ascending all. */
        boolean hasKeysOf(Document there) {
            Document keys = there.get("key", Document.class);
            return keys != null
                    && List.copyOf(keys.keySet()).equals(fields)
                    && keys.values().stream().allMatch(each -> each instanceof Number way && way.intValue() == 1);
        }

        boolean isServedBy(Document there) {
            return hasKeysOf(there)
                    && there.getBoolean("unique", false) == unique
                    && !there.containsKey("partialFilterExpression")
                    && !there.getBoolean("sparse", false);
        }
    }

    /**
     * Brings a database into shape: one that is empty becomes a store, in one that is a store the indexes are checked.
     *
     * @param make whether an empty one becomes a store
     * @return whether it is a store; else it is empty, and stays so
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_FAILED} if it is something else, is of a newer format, or has
     *     an index that is not as it has to be
     */
    static boolean prepare(Database database, boolean make) {
        Schema schema = new Schema(database);
        boolean isStore = schema.checkFormat(make);
        if (isStore) {
            database.checkWritable();
            INDEXES.forEach(schema::makeIndex);
        }
        return isStore;
    }

    private boolean checkFormat(boolean make) {
        Optional<Document> format = format();
        if (format.isEmpty()) {
            List<String> there = database.call(
                    "list collections of",
                    () -> database.database().listCollectionNames().into(new ArrayList<>()));
            there.removeIf(name -> name.startsWith("system."));
            // Looked for once more: another node may have been first meanwhile.
            format = format();
            if (format.isEmpty() && !there.isEmpty()) {
                throw new ConfigStoreException(
                        ErrorCode.STORAGE_FAILED,
                        "database " + database.address() + " is not empty and not a store: name a new or an empty one");
            }
            if (format.isEmpty() && !make) {
                return false;
            }
            Document first = new Document("_id", "format").append("format", FORMAT);
            database.run("begin", () -> UniqueInsert.tryInsert(database.collection(STORE), first));
            format = format();
        }
        long there = format.map(document -> Fields.decode(STORE, document, fields -> fields.number("format")))
                .orElse(0L);
        if (there != FORMAT) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_FAILED,
                    "database " + database.address() + " has format " + there + ", but this version reads format "
                            + FORMAT + " only: use the version that wrote it, or a newer one");
        }
        return true;
    }

    private Optional<Document> format() {
        return database.find(database.collection(STORE), "format");
    }

    private void makeIndex(Index index) {
        MongoCollection<Document> collection = database.collection(index.collection);
        List<Document> there =
                database.call("list indexes of", () -> collection.listIndexes().into(new ArrayList<>()));
        for (Document each : there) {
            if (index.isServedBy(each)) {
                return;
            }
            if (index.hasKeysOf(each) || index.name().equals(each.getString("name"))) {
                throw new ConfigStoreException(
                        ErrorCode.STORAGE_FAILED,
                        "index " + each.getString("name") + " of collection " + index.collection + " in database "
                                + database.address() + " is not as it has to be ("
                                + index.keys().toJson()
                                + (index.unique ? ", unique" : "") + "): drop it, and it is made anew");
            }
        }
        try {
            make(index, collection);
        } catch (MongoException e) {
            if (UniqueInsert.isDuplicateKey(e)) {
                throw new ConfigStoreException(
                        ErrorCode.STORAGE_FAILED,
                        "collection " + index.collection + " in database " + database.address()
                                + " has two documents of the same " + String.join(" and ", index.fields)
                                + ", which must be unique",
                        e);
            }
            // Not every server says in a code of its own that there are duplicates.
            String what = (index.unique ? "unique index " : "index ") + index.name();
            throw database.failure("make " + what + " of collection " + index.collection + " in", e);
        }
    }

    /** Makes an index, however many documents the server has to read for that. */
    private void make(Index index, MongoCollection<Document> collection) {
        List<IndexModel> models = List.of(new IndexModel(
                index.keys(), new IndexOptions().name(index.name()).unique(index.unique)));
        CreateIndexOptions options = database.indexOptions();
        try {
            collection.createIndexes(models, options);
        } catch (MongoSocketReadTimeoutException e) {
            try (MongoClient patient = Database.patientClient(database.address())) {
                patient.getDatabase(database.address().database())
                        .getCollection(index.collection)
                        .withWriteConcern(collection.getWriteConcern())
                        .createIndexes(models, options);
            }
        }
    }
}
