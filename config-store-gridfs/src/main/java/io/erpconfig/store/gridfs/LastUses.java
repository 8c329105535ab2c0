package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.erpconfig.core.error.ConfigStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.bson.Document;

/**
 * The last uses of records of one kind. They are kept apart from the records: a use is noted by any node, at any time,
 * and must never bring back an older state of the record. It is written by the executor; until then it is in memory,
 * where it counts already. A use that can't be written is no error of anyone's request.
 */
final class LastUses {

    private final Database database;
    private final MongoCollection<Document> records;
    private final MongoCollection<Document> uses;
    private final String kind;
    private final Executor executor;
    private final Map<String, Instant> unwritten = new ConcurrentHashMap<>();
    private final Lock writing = new ReentrantLock();

    /** @param kind the collection of the records */
    LastUses(Database database, String kind, Executor executor) {
        this.database = database;
        this.records = database.collection(kind);
        this.uses = database.collection(Schema.LAST_USES);
        this.kind = kind;
        this.executor = executor;
    }

    private String key(String id) {
        return kind + "/" + id;
    }

    void note(String id, Instant at) {
        unwritten.merge(id, at, LastUses::later);
        try {
            executor.execute(this::write);
        } catch (RejectedExecutionException e) {
            // Then with the next one, or when the store is closed.
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Writes what has been noted, unless somebody is about to. */
    private void write() {
        while (!unwritten.isEmpty() && writing.tryLock()) {
            try {
                if (!writeAll()) {
                    return;
                }
            } finally {
                writing.unlock();
            }
        }
    }

    private boolean writeAll() {
        try {
            List.copyOf(unwritten.entrySet()).forEach(this::write);
            return true;
        } catch (ConfigStoreException e) {
            // What is left is tried with the next use.
            return false;
        }
    }

    private void write(Map.Entry<String, Instant> use) {
        String id = use.getKey();
        Instant at = use.getValue();
        database.run("write to", () -> {
            if (records.find(eq("_id", id)).projection(include("_id")).first() != null) {
                uses.updateOne(eq("_id", key(id)), Updates.max("at", Date.from(at)), new UpdateOptions().upsert(true));
            }
        });
        unwritten.remove(id, at);
    }

    /** The last use of each of these; those that were never used are missing. */
    Map<String, Instant> of(Collection<String> ids) {
        // First what is in memory: it leaves there when it is in the database.
        Map<String, Instant> times = new HashMap<>();
        for (String id : ids) {
            Optional.ofNullable(unwritten.get(id)).ifPresent(at -> times.put(id, at));
        }
        List<Document> found = find(ids);
        for (Document each : found) {
            String id = each.getString("_id").substring(kind.length() + 1);
            times.merge(id, each.getDate("at").toInstant(), LastUses::later);
        }
        return times;
    }

    private List<Document> find(Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.call("read", () -> {
            if (ids.size() == 1) {
                return uses.find(eq("_id", key(ids.iterator().next()))).into(new ArrayList<>());
            }
            return uses.find(in("_id", ids.stream().map(this::key).toList())).into(new ArrayList<>());
        });
    }

    void forget(String id) {
        unwritten.remove(id);
        database.run("delete from", () -> uses.deleteOne(eq("_id", key(id))));
    }

    /** Writes pending uses, after a write that is under way. */
    void close() {
        writing.lock();
        try {
            writeAll();
        } finally {
            writing.unlock();
        }
    }
}
