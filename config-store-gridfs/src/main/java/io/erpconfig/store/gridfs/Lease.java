package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * A lease that one process at a time holds, for a term that it renews; if it dies, another one can have it when the
 * term has passed, by clocks that agree. Each holding is numbered; of the processes that want the next number exactly
 * one gets it. To be used by one thread at a time.
 */
public final class Lease {

    /**
     * Number of past holdings that are kept, so that a process that read before them and comes late finds its number
     * taken.
     */
    private static final int REMEMBERED = 8;

    private final Database database;
    private final MongoCollection<Document> leases;
    private final String name;
    private final Duration term;
    private final Clock clock;
    private final ObjectId holder = new ObjectId();

    Lease(Database database, String name, Duration term, Clock clock) {
        this.database = database;
        this.leases = database.collection(Schema.LEASES);
        this.name = name;
        this.term = term;
        this.clock = clock;
    }

    /** The time for which it is held without being renewed. */
    public Duration term() {
        return term;
    }

    private String id(long number) {
        return name + "/%012d".formatted(number);
    }

    /**
     * Takes the lease if nobody else has it, and renews it if this one has.
     *
     * @return whether it is held, for a term from now on
     */
    public boolean take() {
        Instant now = clock.instant();
        Date until = Date.from(now.plus(term));
        return database.call("lease in", () -> {
            Optional<Document> newest = newest();
            boolean free = newest.isEmpty()
                    || newest.get().getDate("until").toInstant().isBefore(now);
            if (newest.isPresent() && !free) {
                return isMine(newest.get()) && renew(newest.get(), until);
            }
            long number = newest.map(this::number).orElse(0L) + 1;
            Document next =
                    new Document("_id", id(number)).append("holder", holder).append("until", until);
            boolean taken = UniqueInsert.tryInsert(leases, next);
            if (taken) {
                leases.deleteMany(and(gt("_id", name + "/"), lt("_id", id(Math.max(0, number - REMEMBERED)))));
            }
            return taken;
        });
    }

    private Optional<Document> newest() {
        return Optional.ofNullable(leases.find(and(gt("_id", name + "/"), lt("_id", name + "0")))
                .sort(Sorts.descending("_id"))
                .limit(1)
                .first());
    }

    private boolean isMine(Document lease) {
        return holder.equals(lease.get("holder"));
    }

    private long number(Document lease) {
        return Long.parseLong(lease.getString("_id").substring(name.length() + 1));
    }

    private boolean renew(Document lease, Date until) {
        return leases.updateOne(eq("_id", lease.get("_id")), set("until", until))
                        .getMatchedCount()
                == 1;
    }

    /** Gives the lease up, so that another one can have it at once. */
    public void release() {
        database.run(
                "lease in",
                () -> newest().filter(this::isMine).ifPresent(lease -> renew(lease, Date.from(Instant.EPOCH))));
    }
}
