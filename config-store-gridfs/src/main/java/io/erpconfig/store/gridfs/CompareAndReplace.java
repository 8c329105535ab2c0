package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * Replaces a record if it is still the version that was read. Each version has a stamp of its own.
 *
 * <p>MongoDB updates a document that matches a filter in one step, and that alone would do; but not every server that
 * speaks its protocol does. So a writer first inserts a claim on the version's stamp: an insert under a unique key has one
 * winner everywhere. The claim of a process that died counts for {@link #TERM} and no longer.
 */
final class CompareAndReplace {

    /** The term of a claim: longer than all calls under it may take. */
    static final Duration TERM = Duration.ofSeconds(60);

    private static final String STAMP = "stamp";

    private final Database database;
    private final Clock clock;
    private final MongoCollection<Document> claims;

    CompareAndReplace(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.claims = database.collection(Schema.CLAIMS);
    }

    /** A document with a stamp that none had before. */
    static Document stamped(Document document) {
        return document.append(STAMP, new ObjectId());
    }

    /**
     * Puts a document in the place of another version of the same {@code _id}.
     *
     * @param read    the version that was read
     * @param changed what it is to become; it is given a stamp
     * @return whether it was done; if not, nothing is changed, and the version that was read has been replaced or deleted,
     *     or another writer is about to replace it
     */
    boolean replace(MongoCollection<Document> collection, Document read, Document changed) {
        Document next = stamped(changed);
        return change(
                collection,
                read,
                version -> collection.replaceOne(version, next).getMatchedCount());
    }

    /** Deletes a version, as {@link #replace} replaces one. */
    boolean delete(MongoCollection<Document> collection, Document read) {
        return change(collection, read, version -> collection.deleteOne(version).getDeletedCount());
    }

    /** Takes a field out of a version, which stays the same version; otherwise as {@link #replace}. */
    boolean unset(MongoCollection<Document> collection, Document read, String field) {
        return change(
                collection,
                read,
                version -> collection.updateOne(version, Updates.unset(field)).getMatchedCount());
    }

    /** @param change changes what a filter lets through; returns how many documents that was */
    private boolean change(MongoCollection<Document> collection, Document read, ToLongFunction<Bson> change) {
        Object id = read.get("_id");
        String claim = collection.getNamespace().getCollectionName() + "/" + id + "@" + read.get(STAMP);
        if (!claim(claim)) {
            return false;
        }
        try {
            // An earlier holder of the claim that is done with it has replaced the version.
            return database.call("write to", () -> {
                Document there = collection.find(eq("_id", id)).first();
                return there != null
                        && read.get(STAMP).equals(there.get(STAMP))
                        && change.applyAsLong(and(eq("_id", id), eq(STAMP, read.get(STAMP)))) == 1;
            });
        } finally {
            // If that fails the claim ends with its term; mostly it is on a version that is gone anyway.
            database.run("delete from", () -> claims.deleteOne(eq("_id", claim)));
        }
    }

    private boolean claim(String claim) {
        return database.call("write to", () -> {
            Instant now = clock.instant();
            Document mine = new Document("_id", claim).append("at", Date.from(now));
            if (UniqueInsert.tryInsert(claims, mine)) {
                return true;
            }
            Optional<Date> at =
                    Optional.ofNullable(claims.find(eq("_id", claim)).first()).map(there -> there.getDate("at"));
            boolean left = at.isPresent() && at.get().toInstant().plus(TERM).isBefore(now);
            return left
                    && claims.deleteOne(and(eq("_id", claim), eq("at", at.get())))
                                    .getDeletedCount()
                            == 1
                    && UniqueInsert.tryInsert(claims, mine);
        });
    }
}
