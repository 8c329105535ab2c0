package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Sorts;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.contention.Backoff;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Audit entries as documents, numbered in each trail without gaps by an {@code _id} that is the trail and the number: so
 * the order is that in which they came, whichever node they came from. Those that are events are numbered apart too. As
 * an entry gets its {@code _id} only with all before it there, the same insert that decides its place decides that number.
 */
final class GridFsAuditLog implements AuditLog, EventLog {

    /** Number of ids to probe before re-reading the newest one. */
    private static final int STEPS = 4;

    /** The number of an event among the trail's events; in no other entry. */
    static final String SEQ = "seq";

    /** The number of events up to an entry that is none. */
    private static final String EVENTS = "events";

    private static final String TARGET = "target";

    private final Database database;
    private final AuditOutbox outbox;
    private final MongoCollection<Document> entries;

    /** The trails' ends as far as this node has seen; where another one has gone on, it is told so. */
    private final ConnectionScopedCache<String, End> ends;

    /** Those who append to one trail on this node wait for each other, instead of racing. */
    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(64).toList();

    /** How many entries a trail has, and how many of them are events. */
    private record End(long number, long events) {

        End with(boolean event) {
            return new End(number + 1, events + (event ? 1 : 0));
        }
    }

    /** @param executor see {@link AuditOutbox} */
    GridFsAuditLog(Database database, Executor executor) {
        this.database = database;
        this.outbox = new AuditOutbox(database, executor, this::enter);
        this.ends = new ConnectionScopedCache<>(database, 1_000);
        this.entries = database.collection(Schema.AUDIT);
    }

    private static String id(String trail, long number) {
        return trail + "/%015d".formatted(number);
    }

    /** All of a trail. */
    private static Bson ofTrail(String trail) {
        return ofTrail("_id", trail);
    }

    /** All of a trail that has a field with a number; {@code 0} follows on {@code /}. */
    private static Bson ofTrail(String field, String trail) {
        return and(gt(field, trail + "/"), lt(field, trail + "0"));
    }

    /** Entries that are not in their trails yet. */
    AuditOutbox outbox() {
        return outbox;
    }

    @Override
    public void append(AuditEntry entry) {
        enter(AuditOutbox.entry(entry));
    }

    /** Enters into its trail what {@link AuditOutbox#entry} has made, unless it is there; returns whether it did. */
    private boolean enter(Document entry) {
        String trail = entry.getString(AuditOutbox.TRAIL);
        Document document = new Document(entry);
        document.remove(AuditOutbox.TRAIL);
        Lock lock = locks.get(Math.floorMod(trail.hashCode(), locks.size()));
        lock.lock();
        try {
            long losses = database.losses();
            End end = ends.find(trail).orElseGet(() -> end(trail));
            Backoff backoff = new Backoff("the audit trail of '" + trail + "' can't be appended to");
            for (int tries = 1; ; tries++) {
                End next = end.with(document.containsKey(TARGET));
                document.put("_id", id(trail, next.number));
                if (document.containsKey(TARGET)) {
                    document.put(SEQ, id(trail, next.events));
                } else {
                    document.put(EVENTS, next.events);
                }
                if (database.call("write to", () -> UniqueInsert.tryInsert(entries, document))) {
                    ends.put(trail, next, losses, (one, other) -> one.number < other.number ? other : one);
                    return true;
                }
                // The driver may have tried twice, where the first time was enough, or another process was faster.
                if (database.exists(entries, eq("nonce", document.get("nonce")))) {
                    return false;
                }
                // Mostly another node has gone on by one or two.
                Optional<Document> others = database.find(entries, id(trail, next.number));
                if (tries % STEPS == 0 || others.isEmpty()) {
                    backoff.lost();
                    end = end(trail);
                } else {
                    end = end.with(others.get().containsKey(SEQ));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a trail has, as its newest entry says. Where that was made by an earlier version the newest event is looked for
     * afterwards: if it is behind the end, then so is what fits there.
     */
    private End end(String trail) {
        return newest(trail, "_id")
                .map(newest -> new End(number(trail, newest.getString("_id")), eventsUpTo(trail, newest)))
                .orElse(new End(0, 0));
    }

    private long eventsUpTo(String trail, Document newest) {
        if (newest.containsKey(SEQ)) {
            return number(trail, newest.getString(SEQ));
        }
        Long events = newest.getLong(EVENTS);
        return events == null ? latest(trail) : events;
    }

    /** The number of events of a trail. */
    private long latest(String trail) {
        return newest(trail, SEQ)
                .map(newest -> number(trail, newest.getString(SEQ)))
                .orElse(0L);
    }

    private Optional<Document> newest(String trail, String field) {
        return database.call(
                "read",
                () -> Optional.ofNullable(entries.find(ofTrail(field, trail))
                        .sort(Sorts.descending(field))
                        .first()));
    }

    private static long number(String trail, String id) {
        return Long.parseLong(id.substring(trail.length() + 1));
    }

    @Override
    public List<LoggedEvent> read(OwnerId owner, long after, int limit) {
        if (limit == 0) {
            return List.of();
        }
        String trail = owner.value();
        outbox.deliverTo(trail);
        List<Document> page = database.call(
                "read",
                () -> entries.find(and(gt(SEQ, id(trail, after)), lt(SEQ, trail + "0")))
                        .sort(Sorts.ascending(SEQ))
                        .limit(limit)
                        .into(new ArrayList<>()));
        return page.stream()
                .map(document -> new LoggedEvent(number(trail, document.getString(SEQ)), decode(document)))
                .toList();
    }

    @Override
    public long latest(OwnerId owner) {
        outbox.deliverTo(owner.value());
        return latest(owner.value());
    }

    private static Bson since(Instant since) {
        Instant millis = since.isBefore(AuditEntry.EARLIEST) ? AuditEntry.EARLIEST : since;
        if (millis.isAfter(AuditEntry.LATEST)) {
            return gt("at", Date.from(AuditEntry.LATEST));
        }
        Instant whole = millis.truncatedTo(ChronoUnit.MILLIS);
        return gte("at", Date.from(whole.equals(millis) ? whole : whole.plusMillis(1)));
    }

    private static AuditEntry decode(Document document) {
        return Fields.decode(Schema.AUDIT, document, fields -> {
            String id = fields.text("_id");
            String trail = id.substring(0, Math.max(0, id.lastIndexOf('/')));
            return Records.auditEntry(fields, trail.isEmpty() ? Optional.empty() : Optional.of(new OwnerId(trail)));
        });
    }

    @Override
    public List<AuditEntry> read(OwnerId owner, Instant since, long skip, int limit) {
        if (limit == 0 || skip > Integer.MAX_VALUE) {
            return List.of();
        }
        outbox.deliverTo(owner.value());
        List<Document> page = database.call(
                "read",
                () -> entries.find(and(ofTrail(owner.value()), since(since)))
                        .sort(Sorts.descending("_id"))
                        .skip((int) skip)
                        .limit(limit)
                        .into(new ArrayList<>()));
        return page.stream().map(GridFsAuditLog::decode).toList();
    }

    @Override
    public void forEach(OwnerId owner, Instant since, Consumer<AuditEntry> each) {
        outbox.deliverTo(owner.value());
        forEach(and(ofTrail(owner.value()), since(since)), each);
    }

    @Override
    public void forEach(Instant since, Consumer<AuditEntry> each) {
        outbox.deliverAll();
        forEach(since(since), each);
    }

    private void forEach(Bson filter, Consumer<AuditEntry> each) {
        Optional<ConfigStoreException> damage = Optional.empty();
        try (MongoCursor<Document> found = database.call(
                "read",
                () -> entries.find(filter)
                        .sort(Sorts.ascending("_id"))
                        .batchSize(Database.FEW)
                        .iterator())) {
            while (database.call("read", found::hasNext)) {
                Document document = database.call("read", found::next);
                Optional<AuditEntry> entry = Optional.empty();
                try {
                    entry = Optional.of(decode(document));
                } catch (ConfigStoreException e) {
                    damage = damage.or(() -> Optional.of(e));
                }
                entry.ifPresent(each);
            }
        }
        damage.ifPresent(e -> {
            throw e;
        });
    }
}
