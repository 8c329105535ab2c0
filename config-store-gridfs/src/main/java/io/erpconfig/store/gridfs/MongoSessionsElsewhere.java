package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;
import static java.util.Objects.requireNonNull;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SessionsElsewhere;
import io.erpconfig.core.session.SignedIn;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.json.JsonParseException;
import org.bson.types.ObjectId;

/**
 * The sessions of the platform that this service lives behind, read from the collection that it keeps them in. A session
 * whose date {@code expires} is past counts no more. Where the user's id is, a path tells, which may lead through a text
 * that is JSON. Nothing is kept in memory, and nothing is written. Safe for any number of threads.
 */
public final class MongoSessionsElsewhere implements SessionsElsewhere, AutoCloseable {

    private final Source source;
    private final Clock clock;
    private final MongoClient client;
    private final MongoCollection<Document> sessions;

    /**
     * The place of the sessions.
     *
     * @param database   of the platform
     * @param collection in it
     * @param userPath   where in a session's document the user's id is, as names of fields
     * @param namePath   where what the user is called is; empty: nowhere
     */
    public record Source(MongoAddress database, String collection, List<String> userPath, List<String> namePath) {

        public Source {
            requireNonNull(database, "database");
            userPath = List.copyOf(userPath);
            namePath = List.copyOf(namePath);
            if (collection.isEmpty() || userPath.isEmpty()) {
                throw new IllegalArgumentException("collection and userPath must not be empty");
            }
            if (userPath.contains("") || namePath.contains("")) {
                throw new IllegalArgumentException("the names in userPath and namePath must not be empty");
            }
        }
    }

    /** Connects with the first request: a platform that is not there yet holds nothing up. */
    public MongoSessionsElsewhere(Source source) {
        this(source, Clock.systemUTC());
    }

    /** @param clock by which sessions end */
    MongoSessionsElsewhere(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.client = Database.client(source.database());
        this.sessions = collection(client, source);
    }

    private static MongoCollection<Document> collection(MongoClient client, Source source) {
        boolean named = false;
        try {
            MongoCollection<Document> found =
                    client.getDatabase(source.database().database()).getCollection(source.collection());
            named = true;
            return found;
        } finally {
            if (!named) {
                client.close();
            }
        }
    }

    @Override
    public Optional<SignedIn> find(String id) {
        Optional<Document> session;
        try {
            session = Optional.ofNullable(sessions.find(eq("_id", id)).first());
        } catch (MongoException | IllegalStateException e) {
            throw new ConfigStoreException(
                    ErrorCode.SIGN_IN_UNAVAILABLE, "the platform's sessions can't be read now", e);
        }
        return session.filter(this::isCurrent)
                .flatMap(document -> at(document, source.userPath())
                        .flatMap(user -> signedIn(user, at(document, source.namePath()))));
    }

    private boolean isCurrent(Document session) {
        return !(session.get("expires") instanceof Date expires)
                || clock.instant().isBefore(expires.toInstant());
    }

    private static Optional<String> at(Object value, List<String> path) {
        if (path.isEmpty()) {
            boolean readable = value instanceof String
                    || value instanceof Integer
                    || value instanceof Long
                    || value instanceof ObjectId;
            return readable ? Optional.of(value.toString()) : Optional.empty();
        }
        Optional<Document> inside = Optional.empty();
        if (value instanceof Document document) {
            inside = Optional.of(document);
        } else if (value instanceof String json) {
            inside = parse(json);
        }
        return inside.flatMap(document -> Optional.ofNullable(document.get(path.get(0))))
                .flatMap(next -> at(next, path.subList(1, path.size())));
    }

    private static Optional<Document> parse(String json) {
        try {
            return Optional.of(Document.parse(json));
        } catch (JsonParseException | org.bson.BsonInvalidOperationException e) {
            return Optional.empty();
        }
    }

    private static Optional<SignedIn> signedIn(String id, Optional<String> name) {
        try {
            return Optional.of(SignedIn.elsewhere(new OwnerId(id), name));
        } catch (ConfigStoreException e) {
            // A user whose name can own no projects here is nobody here.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
