package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.session.SessionRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Sessions as documents. */
final class GridFsSessionRegistry implements SessionRegistry {

    private final Database database;
    private final MongoCollection<Document> sessions;
    private final LastUses uses;

    GridFsSessionRegistry(Database database, Executor executor) {
        this.database = database;
        this.sessions = database.collection(Schema.SESSIONS);
        this.uses = new LastUses(database, Schema.SESSIONS, executor);
    }

    /**
     * The sessions that match a filter.
     *
     * @param damages one for each record that can't be read
     */
    private record Found(List<Session> sessions, List<ConfigStoreException> damages) {

        void throwDamage() {
            if (!damages.isEmpty()) {
                throw damages.get(0);
            }
        }
    }

    private Found read(Bson filter) {
        List<Document> documents =
                database.call("read", () -> sessions.find(filter).into(new ArrayList<>()));
        Map<String, Instant> used = uses.of(
                documents.stream().map(each -> String.valueOf(each.get("_id"))).toList());
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        for (Document document : documents) {
            try {
                Session session = Fields.decode(Schema.SESSIONS, document, Records::session);
                Instant at = used.getOrDefault(session.id().value(), session.seenAt());
                found.sessions.add(session.seenAt(at));
            } catch (ConfigStoreException e) {
                found.damages.add(e);
            }
        }
        return found;
    }

    @Override
    public void add(Session session) {
        if (!database.call("write to", () -> UniqueInsert.tryInsert(sessions, Records.encode(session)))) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a session of this id or value");
        }
    }

    @Override
    public Optional<Session> findByHash(SessionHash hash) {
        return read(eq("hash", hash.sha256().hex())).sessions.stream().findAny();
    }

    @Override
    public List<Session> list(OwnerId user) {
        return read(eq("user", user.value())).sessions.stream()
                .sorted(Session.BY_CREATION)
                .toList();
    }

    @Override
    public void forEach(Consumer<Session> each) {
        Found found = read(new Document());
        found.sessions.forEach(each);
        found.throwDamage();
    }

    @Override
    public void touch(SessionId id, Instant seenAt) {
        uses.note(id.value(), seenAt);
    }

    @Override
    public boolean remove(SessionId id) {
        boolean removed = database.call(
                "delete from", () -> sessions.deleteOne(eq("_id", id.value())).getDeletedCount() == 1);
        if (removed) {
            uses.forget(id.value());
        }
        return removed;
    }

    @Override
    public int removeIf(Predicate<Session> condition) {
        Found found = read(new Document());
        AtomicInteger removed = new AtomicInteger();
        found.sessions.stream().filter(condition).forEach(session -> {
            if (remove(session.id())) {
                removed.incrementAndGet();
            }
        });
        found.throwDamage();
        return removed.get();
    }

    void close() {
        uses.close();
    }
}
