package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.OwnerId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * Audit entries on their way into their trails: they are in the document of the snapshots that they are about, so that both
 * are there or neither is. Whoever has inserted that document enters them into the trails right afterwards. What has been
 * left there by a process that died is entered by each reader of such a trail, before it reads, and from time to time.
 *
 * <p>An entry has a nonce that is unique among those in the trails, so any number of processes may enter the same one.
 */
final class AuditOutbox {

    /** Where in a document of snapshots the entries are. Nodes of an earlier version, which don't number events, pass them over. */
    static final String FIELD = "entries";

    /** Where an earlier version has left them. */
    static final String EARLIER_FIELD = "audit";

    /** The trail that an entry is on its way to. */
    static final String TRAIL = "trail";

    private static final List<String> FIELDS = List.of(FIELD, EARLIER_FIELD);

    private final Database database;
    private final MongoCollection<Document> logs;
    private final Executor executor;
    private final Predicate<Document> enter;

    /**
     * @param executor takes out of the documents what is in the trails
     * @param enter    enters into its trail what {@link #entry} has made, unless it is there; tells whether it did
     */
    AuditOutbox(Database database, Executor executor, Predicate<Document> enter) {
        this.database = database;
        this.logs = database.collection(Schema.SNAPSHOTS);
        this.executor = executor;
        this.enter = enter;
    }

    static String trail(Optional<OwnerId> owner) {
        return owner.map(OwnerId::value).orElse("");
    }

    /** An entry that is to be entered, with a nonce of its own. */
    static Document entry(AuditEntry entry) {
        return Records.encode(entry).append("nonce", new ObjectId()).append(TRAIL, trail(entry.owner()));
    }

    /**
     * Enters what is in a document of snapshots that has just been inserted. Should that fail, it is done later: the entries
     * are as durable as the snapshots, and nobody reads their trails without them.
     */
    void deliver(Document snapshots) {
        List<Document> entries = snapshots.getList(FIELD, Document.class, List.of());
        if (entries.isEmpty()) {
            return;
        }
        try {
            entries.forEach(enter::test);
            Object id = snapshots.get("_id");
            executor.execute(() -> clear(id));
        } catch (ConfigStoreException | RejectedExecutionException e) {
            // They stay in the document.
        }
    }

    private void clear(Object id) {
        try {
            takeOut(id);
        } catch (ConfigStoreException e) {
            // Then they are found in their trail by the next one that enters them.
        }
    }

    private void takeOut(Object id) {
        database.run("write to", () -> logs.updateOne(eq("_id", id), combine(unset(FIELD), unset(EARLIER_FIELD))));
    }

    /** Enters what is left for a trail. */
    void deliverTo(String trail) {
        deliverLeft(of(field -> eq(field, trail)));
    }

    /** Enters all that is left; returns of how many documents something was missing in the trails. */
    int deliverAll() {
        return deliverLeft(ofAny());
    }

    /** Enters what is left in documents, before they are deleted. */
    void deliverOf(Bson documents) {
        deliverLeft(and(documents, ofAny()));
    }

    private static Bson ofAny() {
        return of(field -> gte(field, ""));
    }

    private static Bson of(Function<String, Bson> trails) {
        return or(
                FIELDS.stream().map(field -> trails.apply(field + "." + TRAIL)).toList());
    }

    private int deliverLeft(Bson filter) {
        int completed = 0;
        try (MongoCursor<Document> left = database.call(
                "read",
                () -> logs.find(filter)
                        .projection(include(FIELDS))
                        .batchSize(Database.FEW)
                        .iterator())) {
            while (database.call("read", left::hasNext)) {
                completed += complete(database.call("read", left::next)) ? 1 : 0;
            }
        }
        return completed;
    }

    /** Enters what is left in a document; tells whether something was missing in the trails. */
    private boolean complete(Document snapshots) {
        // If its log is gone, then so is this snapshot: who inserted it has come too late, and takes it away again.
        if (!begins(snapshots)) {
            return false;
        }
        long entered = FIELDS.stream()
                .flatMap(field -> snapshots.getList(field, Document.class, List.of()).stream())
                .filter(enter)
                .count();
        takeOut(snapshots.get("_id"));
        return entered > 0;
    }

    private boolean begins(Document snapshots) {
        String id = snapshots.getString("_id");
        return database.exists(logs, eq("_id", GridFsSnapshotLog.id(id.substring(0, id.lastIndexOf('/')), 1)));
    }
}
