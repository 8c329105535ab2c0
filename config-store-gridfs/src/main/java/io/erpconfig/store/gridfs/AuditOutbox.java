package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.OwnerId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * Audit entries on their way into their trails: they are in the document that makes the change which they are about, so that
 * both are there or neither is. Whoever has written that document enters them into the trails right afterwards. What has been
 * left there by a process that died is entered by each reader of such a trail, before it reads, and from time to time.
 *
 * <p>An entry has a nonce that is unique among those in the trails, so any number of processes may enter the same one.
 */
final class AuditOutbox {

    /** Where in a document the entries are. Nodes of an earlier version, which don't number events, pass them over. */
    static final String FIELD = "entries";

    /** Where an earlier version has left those of snapshots. */
    static final String EARLIER_FIELD = "audit";

    /** The trail that an entry is on its way to. */
    static final String TRAIL = "trail";

    private final Database database;
    private final Executor executor;
    private final Predicate<Document> enter;
    private final List<Carrier> carriers = new CopyOnWriteArrayList<>();

    /**
     * @param executor takes out of the documents what is in the trails
     * @param enter    enters into its trail what {@link #entry} has made, unless it is there; tells whether it did
     */
    AuditOutbox(Database database, Executor executor, Predicate<Document> enter) {
        this.database = database;
        this.executor = executor;
        this.enter = enter;
    }

    /**
     * Documents of one collection that may have entries.
     *
     * @param fields     where in them the entries are
     * @param projection what of a document the others need
     * @param settle     finishes what a document's entries are about, if it was begun; tells whether it has come about
     * @param clear      takes the entries out of a document
     */
    record Carrier(
            MongoCollection<Document> documents,
            List<String> fields,
            Bson projection,
            Predicate<Document> settle,
            Consumer<Document> clear) {}

    /** Has a collection's documents looked through too; before anything is read. */
    Carrier add(Carrier carrier) {
        carriers.add(carrier);
        return carrier;
    }

    /** {@link #add(Carrier)} of documents that nobody replaces. */
    Carrier add(MongoCollection<Document> documents, Predicate<Document> settle) {
        Consumer<Document> clear = document ->
                database.run("write to", () -> documents.updateOne(eq("_id", document.get("_id")), unset(FIELD)));
        return add(new Carrier(documents, List.of(FIELD), new Document(), settle, clear));
    }

    static String trail(Optional<OwnerId> owner) {
        return owner.map(OwnerId::value).orElse("");
    }

    /** An entry that is to be entered, with a nonce of its own. */
    static Document entry(AuditEntry entry) {
        return Records.encode(entry).append("nonce", new ObjectId()).append(TRAIL, trail(entry.owner()));
    }

    /** Entries that are to be entered. */
    static List<Document> entries(List<AuditEntry> entries) {
        return entries.stream().map(AuditOutbox::entry).toList();
    }

    /** What is in a document. */
    static List<Document> in(Document document) {
        return document.getList(FIELD, Document.class, List.of());
    }

    /** Puts entries into a document, if there are any. */
    static Document with(List<Document> entries, Document document) {
        return entries.isEmpty() ? document : document.append(FIELD, entries);
    }

    /**
     * Enters what is in a document that has just been written. Should that fail, it is done later: the entries are as durable
     * as the change, and nobody reads their trails without them.
     */
    void deliver(Carrier carrier, Document written) {
        if (!in(written).isEmpty()) {
            tryDeliver(carrier, written, Optional.empty());
        }
    }

    /**
     * {@link #deliver} behind what is left of earlier documents, so that the order of the changes is that of their entries.
     *
     * @param earlier the documents of which some may have entries left, if there may be such
     * @return whether the entries are in their trails
     */
    boolean tryDeliver(Carrier carrier, Document written, Optional<Bson> earlier) {
        List<Document> entries = in(written);
        try {
            for (String trail : trails(entries)) {
                earlier.ifPresent(documents -> deliverLeft(carrier, and(documents, ofTrail(carrier, trail))));
            }
            entries.forEach(enter::test);
            executor.execute(() -> clear(carrier, written));
            return true;
        } catch (ConfigStoreException | RejectedExecutionException e) {
            // They stay in the document.
            return false;
        }
    }

    private static List<String> trails(List<Document> entries) {
        return entries.stream().map(entry -> entry.getString(TRAIL)).distinct().toList();
    }

    private static void clear(Carrier carrier, Document document) {
        try {
            carrier.clear.accept(document);
        } catch (ConfigStoreException e) {
            // Then they are found in their trail by the next one that enters them.
        }
    }

    /** Enters what is left for a trail. */
    void deliverTo(String trail) {
        carriers.forEach(carrier -> deliverLeft(carrier, ofTrail(carrier, trail)));
    }

    /** Enters all that is left; returns of how many documents something was missing in the trails. */
    int deliverAll() {
        return carriers.stream()
                .mapToInt(carrier -> deliverLeft(carrier, ofAny(carrier)))
                .sum();
    }

    /** Enters what is left in documents, before they are deleted. */
    void deliverOf(Carrier carrier, Bson documents) {
        deliverLeft(carrier, and(documents, ofAny(carrier)));
    }

    private static Bson ofTrail(Carrier carrier, String trail) {
        return of(carrier, field -> eq(field, trail));
    }

    private static Bson ofAny(Carrier carrier) {
        return of(carrier, field -> gte(field, ""));
    }

    private static Bson of(Carrier carrier, Function<String, Bson> trails) {
        List<Bson> all = carrier.fields.stream()
                .map(field -> trails.apply(field + "." + TRAIL))
                .toList();
        return all.size() == 1 ? all.get(0) : or(all);
    }

    private int deliverLeft(Carrier carrier, Bson filter) {
        int completed = 0;
        try (MongoCursor<Document> left = database.call(
                "read",
                () -> carrier.documents
                        .find(filter)
                        .projection(carrier.projection)
                        .batchSize(Database.FEW)
                        .iterator())) {
            while (database.call("read", left::hasNext)) {
                completed += complete(carrier, database.call("read", left::next)) ? 1 : 0;
            }
        }
        return completed;
    }

    /** Enters what is left in a document, if it came about; tells whether something was missing in the trails. */
    boolean complete(Carrier carrier, Document left) {
        if (!carrier.settle.test(left)) {
            return false;
        }
        long entered = carrier.fields.stream()
                .flatMap(field -> left.getList(field, Document.class, List.of()).stream())
                .filter(enter)
                .count();
        carrier.clear.accept(left);
        return entered > 0;
    }
}
