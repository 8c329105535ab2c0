package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Aggregates.project;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Filters.regex;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.erpconfig.core.change.ChangeListener;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.OwnerId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The changes in a database, as its server streams them, for those who listen. If the stream ends, as in a fail-over, it is
 * taken up where it ended. Where that can't be done, and whenever a new one begins, listeners are told that anything may have
 * changed, once it is certain that nothing else will be missed. A server without change streams is asked again from time to
 * time: it may have become a member of a replica set.
 */
final class ChangeFeed implements AutoCloseable {

    /** The pause before a stream that has ended is taken up. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Duration WITHOUT_STREAMS = Duration.ofMinutes(1);

    private static final String COLLECTION = "ns.coll";
    private static final String OPERATION = "operationType";
    private static final String KEY = "documentKey";

    /** What listeners are told of; of a log that is purged its first document, and of uses and outboxes nothing. */
    private static final List<Bson> STAGES = List.of(
            match(or(
                    and(in(COLLECTION, Schema.SNAPSHOTS, Schema.AUDIT), eq(OPERATION, OperationType.INSERT.getValue())),
                    and(
                            eq(COLLECTION, Schema.SNAPSHOTS),
                            eq(OPERATION, OperationType.DELETE.getValue()),
                            regex(KEY + "._id", "/0*1$")),
                    in(COLLECTION, Schema.PROJECTS, Schema.BRANCHES, Schema.TOKENS, Schema.ACCOUNTS),
                    and(eq(COLLECTION, Schema.SESSIONS), eq(OPERATION, OperationType.DELETE.getValue())))),
            project(include(OPERATION, "ns", KEY)));

    private final Database database;
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private Optional<Thread> thread = Optional.empty();
    private volatile boolean closed;

    /** Where the stream has got to, for the thread that follows it. */
    private Optional<BsonDocument> after = Optional.empty();

    ChangeFeed(Database database) {
        this.database = database;
    }

    /** Adds a listener. The first one has the stream opened; without any there is none. */
    synchronized void add(ChangeListener listener) {
        listeners.add(listener);
        if (thread.isEmpty() && !closed) {
            Thread following = new Thread(this::follow, "changes of " + database.address());
            following.setDaemon(true);
            thread = Optional.of(following);
            following.start();
        }
    }

    private void follow() {
        while (!closed) {
            Duration pause = PAUSE;
            try {
                followOne();
            } catch (RuntimeException e) {
                if (!isOutage(e)) {
                    // What can't be taken up is begun anew; what can't be begun is not to be had here.
                    pause = after.isPresent() ? PAUSE : WITHOUT_STREAMS;
                    after = Optional.empty();
                }
            }
            sleep(pause);
        }
    }

    private static boolean isOutage(RuntimeException e) {
        return e instanceof ConfigStoreException failure && failure.code() == ErrorCode.STORAGE_UNAVAILABLE;
    }

    private void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void followOne() {
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes = database.watch(STAGES, after)) {
            // What was written before the stream began, and is not in it, can be read from here on.
            database.checkWritable();
            tell(ChangeListener::anythingChanged);
            while (!closed && changes.getServerCursor() != null) {
                database.call("follow", () -> Optional.ofNullable(changes.tryNext()))
                        .ifPresent(this::tell);
                after = Optional.ofNullable(changes.getResumeToken());
            }
        }
    }

    private void tell(Consumer<ChangeListener> change) {
        listeners.forEach(change);
    }

    private void tell(ChangeStreamDocument<Document> change) {
        switch (Objects.requireNonNull(change.getNamespace()).getCollectionName()) {
            case Schema.SNAPSHOTS -> tellOfSnapshots(change);
            case Schema.AUDIT -> {
                String trail = beforeSlash(id(change));
                if (!trail.isEmpty()) {
                    OwnerId owner = new OwnerId(trail);
                    tell(listener -> listener.audited(owner));
                }
            }
            case Schema.PROJECTS, Schema.BRANCHES -> tell(ChangeListener::projectsChanged);
            case Schema.TOKENS -> tell(ChangeListener::tokensChanged);
            case Schema.ACCOUNTS -> tell(ChangeListener::accountsChanged);
            case Schema.SESSIONS -> tell(ChangeListener::sessionsEnded);
            default -> tell(ChangeListener::anythingChanged);
        }
    }

    private void tellOfSnapshots(ChangeStreamDocument<Document> change) {
        String id = id(change);
        BranchKey branch = GridFsSnapshotLog.key(new Document("_id", id));
        if (change.getOperationType() == OperationType.DELETE) {
            tell(listener -> listener.purged(branch));
        } else {
            SnapshotNumber first = new SnapshotNumber(
                    Integer.parseInt(id.substring(beforeSlash(id).length() + 1)));
            tell(listener -> listener.appended(branch, first));
        }
    }

    private static String id(ChangeStreamDocument<Document> change) {
        return Objects.requireNonNull(change.getDocumentKey()).getString("_id").getValue();
    }

    private static String beforeSlash(String id) {
        return id.substring(0, id.lastIndexOf('/'));
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.ifPresent(Thread::interrupt);
    }
}
