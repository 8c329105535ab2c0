package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.CreateIndexCommitQuorum;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateIndexOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ConnectionPoolClearedEvent;
import com.mongodb.event.ConnectionPoolListener;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * A database that this process is connected to. Every call of the driver goes through {@link #call}, which translates
 * what it throws, once. None of them takes longer than its time limits, so no request hangs on a server that is gone.
 *
 * <p>Whatever is acknowledged is in the server's journal, on every kind of server and whatever the connection string asks
 * for, so that it survives a kill. Reads are the primary's. Reads and writes are a majority's, so that what was acknowledged
 * survives a fail-over too; a server alone is its own majority, also if it becomes a member of a set later. What is read
 * after an election has all that was acknowledged before it: see {@link Terms}.
 */
final class Database implements AutoCloseable {

    /** Unless the connection string says otherwise; a call that the driver tries a second time may take twice as long. */
    private static final int SELECTION_SECONDS = 3;

    private static final int CONNECT_SECONDS = 3;
    private static final int READ_SECONDS = 8;
    private static final int PATIENT_MINUTES = 30;

    /**
     * Interval at which servers are asked how they are, unless the connection string says otherwise. It is also for how long
     * an outage may go on unnoticed after its end, where no call waits for that, and a part of the time after which a server
     * that fell silent counts as gone.
     */
    private static final int HEARTBEAT_SECONDS = 1;

    private static final int CONNECTIONS = 64;

    /** Seconds after which a call that waits for a majority fails. */
    private static final int MAJORITY_SECONDS = 6;

    private static final WriteConcern MAJORITY =
            WriteConcern.MAJORITY.withJournal(true).withWTimeout(MAJORITY_SECONDS, TimeUnit.SECONDS);

    /**
     * Number of documents to fetch together of a whole collection. Without a bound a server sends up to 16 MiB of them,
     * which take many times as much as documents, and it forgets the rest if it isn't asked for more within ten minutes,
     * which is soon where each object is read meanwhile.
     */
    static final int FEW = 500;

    /** The version of the protocol, that of MongoDB 4.4, from which on it can be said how many members make an index. */
    private static final int COMMIT_QUORUM_WIRE_VERSION = 9;

    /** Seconds after which a server that has seen no change says so; less than a call may take. */
    private static final int AWAIT_SECONDS = 1;

    /** What a call says that it can't do if it reads, and nothing else. */
    private static final String READ = "read";

    /** The {@code _id} of no document. */
    private static final String NOTHING = "none";

    private final MongoAddress address;
    private final MongoClient client;
    private final MongoDatabase database;
    private final AtomicLong losses;
    private final Outage outage;
    private final Diagnosis diagnosis;
    private final Terms terms;
    private volatile boolean closed;

    private Database(MongoAddress address, MongoClient client, AtomicLong losses, Outage outage, Diagnosis diagnosis) {
        this.address = address;
        this.client = client;
        this.losses = losses;
        this.outage = outage;
        this.diagnosis = diagnosis;
        this.database = client.getDatabase(address.database())
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(MAJORITY);
        this.terms = new Terms(client::getClusterDescription, this::writeNothing);
    }

    private boolean requireUsable() {
        database.runCommand(new Document("ping", 1));
        requireAllMembers();
        return true;
    }

    /**
     * Connects.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if nothing answers there; {@link
     *     ErrorCode#STORAGE_FAILED} if it is a member of a replica set and the address says nothing of that
     */
    static Database connect(MongoAddress address) {
        AtomicLong losses = new AtomicLong();
        Outage outage = new Outage(selectionTimeout(address), System::nanoTime);
        Diagnosis diagnosis = new Diagnosis(address);
        MongoClient client = MongoClients.create(settings(address)
                .applyToClusterSettings(cluster -> cluster.addClusterListener(outage))
                .applyToServerSettings(server -> server.addServerListener(diagnosis))
                .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(new ConnectionPoolListener() {
                    @Override
                    public void connectionPoolCleared(ConnectionPoolClearedEvent event) {
                        losses.incrementAndGet();
                    }
                }))
                .build());
        boolean connected = false;
        try {
            Database database = new Database(address, client, losses, outage, diagnosis);
            database.attempt("reach", database::requireUsable);
            connected = true;
            return database;
        } finally {
            if (!connected) {
                client.close();
            }
        }
    }

    /** A client with this store's time limits; it connects when it is used. */
    static MongoClient client(MongoAddress address) {
        return MongoClients.create(settings(address).build());
    }

    /** A client that waits longer for an answer: for what takes a server the longer, the more it holds. */
    static MongoClient patientClient(MongoAddress address) {
        return MongoClients.create(settings(address)
                .applyToSocketSettings(socket -> socket.readTimeout(PATIENT_MINUTES, TimeUnit.MINUTES))
                .build());
    }

    private static MongoClientSettings.Builder settings(MongoAddress address) {
        return MongoClientSettings.builder()
                .applicationName("erp-config")
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(SELECTION_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(READ_SECONDS, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(
                        pool -> pool.maxSize(CONNECTIONS).maxWaitTime(SELECTION_SECONDS, TimeUnit.SECONDS))
                .applyToServerSettings(server -> server.heartbeatFrequency(HEARTBEAT_SECONDS, TimeUnit.SECONDS))
                .applyConnectionString(address.connection())
                .retryWrites(true)
                .retryReads(true);
    }

    private static Duration selectionTimeout(MongoAddress address) {
        return Optional.ofNullable(address.connection().getServerSelectionTimeout())
                .map(Duration::ofMillis)
                .orElse(Duration.ofSeconds(SELECTION_SECONDS));
    }

    /** Refuses a single member of a set: after a fail-over it would be asked for ever, though it takes no writes then. */
    private void requireAllMembers() {
        ClusterDescription cluster = client.getClusterDescription();
        boolean chosen = Boolean.TRUE.equals(address.connection().isDirectConnection());
        if (cluster.getConnectionMode() != ClusterConnectionMode.SINGLE || chosen) {
            return;
        }
        cluster.getServerDescriptions().stream()
                .filter(ServerDescription::isReplicaSetMember)
                .findAny()
                .ifPresent(member -> {
                    throw new ConfigStoreException(
                            ErrorCode.STORAGE_FAILED,
                            "can't use database " + address + ": its server is a member of replica set '"
                                    + member.getSetName() + "', where another one may take the writes tomorrow: say"
                                    + " replicaSet=" + member.getSetName() + " in the connection string");
                });
    }

    /**
     * Options by which indexes are made. A majority of a set's members is enough: MongoDB's own choice are all that vote, so
     * that one which is down would hold a start up for as long as it is.
     */
    CreateIndexOptions indexOptions() {
        boolean chooses = client.getClusterDescription().getServerDescriptions().stream()
                .anyMatch(server ->
                        server.isReplicaSetMember() && server.getMaxWireVersion() >= COMMIT_QUORUM_WIRE_VERSION);
        return chooses
                ? new CreateIndexOptions().commitQuorum(CreateIndexCommitQuorum.MAJORITY)
                : new CreateIndexOptions();
    }

    MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    MongoDatabase database() {
        return database;
    }

    /**
     * Opens a stream of changes in this database, as far as a majority has them.
     *
     * @param stages which changes, and what of them
     * @param after  where an earlier stream ended, if there was one
     */
    MongoChangeStreamCursor<ChangeStreamDocument<Document>> watch(List<Bson> stages, Optional<BsonDocument> after) {
        ChangeStreamIterable<Document> stream = database.watch(stages).maxAwaitTime(AWAIT_SECONDS, TimeUnit.SECONDS);
        return call(
                "follow", () -> after.map(stream::resumeAfter).orElse(stream).cursor());
    }

    /**
     * Number of times that connections to a server were lost: what was seen there before may be there no longer, if it was
     * nobody's acknowledged write.
     */
    long losses() {
        return losses.get();
    }

    /**
     * Does something in the database; {@code what} completes "can't … database". What is read while a primary is elected, and
     * may be from before what its predecessor has acknowledged, is not returned.
     */
    <T> T call(String what, Supplier<T> work) {
        return attempt(what, () -> {
            terms.confirm();
            T result = work.get();
            if (what.equals(READ) && terms.isDoubtful()) {
                throw new ConfigStoreException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "can't read database " + address + ": its servers have elected a primary meanwhile");
            }
            return result;
        });
    }

    /** {@link #call} of what may also be read from before an election. */
    private <T> T attempt(String what, Supplier<T> work) {
        if (outage.hasLasted()) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "can't " + what + " database " + address + ": "
                            + diagnosis.explain(new MongoTimeoutException("no server takes writes")));
        }
        long began = System.nanoTime();
        try {
            return work.get();
        } catch (MongoException e) {
            outage.noteFailure(e, began);
            throw failure(what, e);
        } catch (IllegalStateException e) {
            if (closed) {
                throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, "database " + address + " is closed", e);
            }
            throw e;
        }
    }

    /** {@link #call} of what has no result. */
    void run(String what, Runnable work) {
        call(what, () -> {
            work.run();
            return true;
        });
    }

    /** The document of this {@code _id}. */
    Optional<Document> find(MongoCollection<Document> collection, Object id) {
        return call(
                "read", () -> Optional.ofNullable(collection.find(eq("_id", id)).first()));
    }

    /** Whether a filter lets any document through. */
    boolean exists(MongoCollection<Document> collection, Bson filter) {
        return call(
                "read", () -> collection.find(filter).projection(include("_id")).first() != null);
    }

    /** The document with the last {@code _id} of those that match a filter. */
    Optional<Document> last(MongoCollection<Document> collection, Bson filter) {
        return call(
                "read",
                () -> Optional.ofNullable(collection
                        .find(filter)
                        .sort(Sorts.descending("_id"))
                        .limit(1)
                        .first()));
    }

    /** Translates a driver's error. */
    ConfigStoreException failure(String what, MongoException e) {
        ErrorCode code = OutageErrors.isOutage(e) ? ErrorCode.STORAGE_UNAVAILABLE : ErrorCode.STORAGE_FAILED;
        return new ConfigStoreException(
                code, "can't " + what + " database " + address + ": " + diagnosis.explain(e), e);
    }

    /** The error for a record that is not as it has to be. */
    static ConfigStoreException damaged(String collection, Object id, String why) {
        return new ConfigStoreException(
                ErrorCode.STORAGE_DAMAGED, "record " + id + " of collection " + collection + " is damaged: " + why);
    }

    /** Returns if the server has the store and takes writes to it, and a majority of its set confirms them. */
    void checkReachable() {
        try {
            call("reach", () -> collection(Schema.STORE).find().first());
            checkWritable();
        } catch (ConfigStoreException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, e.getMessage(), e);
        }
    }

    /** Returns if the server takes writes to the store: it is given one that changes nothing. */
    void checkWritable() {
        run("write to", this::writeNothing);
    }

    /** A write that finds nothing to change waits all the same until a majority has what came before it. */
    private void writeNothing() {
        collection(Schema.STORE).updateOne(eq("_id", NOTHING), Updates.set("at", 0));
    }

    MongoAddress address() {
        return address;
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}
