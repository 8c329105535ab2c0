package io.erpconfig.benchmarks;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ConnectionString;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerType;
import io.erpconfig.store.gridfs.GridFsStore;
import io.erpconfig.store.gridfs.MongoAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * The least that a read or a save can cost on a database: the calls of its driver for the documents themselves, with
 * nothing looked up, checked or computed. The collections, their indexes and the concerns are the store's.
 */
final class DriverTarget implements SaveTarget, AutoCloseable {

    /** Size of the folder of {@link SaveLoad#FILES} files, which is written anew with each save, in bytes. */
    private static final int FOLDER = 1808;

    private static final int CHUNK = 255 * 1024;

    private final MongoClient client;
    private final MongoCollection<Document> files;
    private final MongoCollection<Document> chunks;
    private final MongoCollection<Document> snapshots;
    private final MongoCollection<Document> audit;
    private final boolean audited;
    private final AtomicInteger saves = new AtomicInteger();

    /** @param audited whether a save has an entry of the audit trail */
    DriverTarget(String uri, boolean audited) {
        this.client = MongoClients.create(uri);
        MongoDatabase database = database(client, new ConnectionString(uri).getDatabase());
        this.files = database.getCollection("objects.files");
        this.chunks = database.getCollection("objects.chunks");
        this.snapshots = database.getCollection("snapshots");
        this.audit = database.getCollection("audit");
        this.audited = audited;
    }

    /** Reads and writes of a majority where there is one, as the store's are. */
    private static MongoDatabase database(MongoClient client, String name) {
        MongoDatabase plain = client.getDatabase(name);
        plain.runCommand(new Document("ping", 1));
        boolean alone = client.getClusterDescription().getServerDescriptions().stream()
                .allMatch(server -> server.getType() == ServerType.STANDALONE);
        return alone ? plain : plain.withReadConcern(ReadConcern.MAJORITY).withWriteConcern(WriteConcern.MAJORITY);
    }

    /** Arguments: a folder, which is not used, the address of an empty database, {@code audited} or {@code plain}. */
    public static void main(String[] args) throws Exception {
        // The store makes the indexes that each insert has to keep up.
        GridFsStore.open(new MongoAddress(args[1]), Clock.systemUTC(), Runnable::run)
                .store()
                .close();
        try (DriverTarget target = new DriverTarget(args[1], args[2].equals("audited"))) {
            new SaveLoad(target).answerRounds();
        }
    }

    /** Reads a small file: its document, and its chunk. */
    byte[] read(String sha256) {
        Document file = files.find(eq("filename", sha256)).first();
        Document chunk = chunks.find(eq("_id", file.getObjectId("_id"))).first();
        return chunk.get("data", Binary.class).getData();
    }

    /** The file and the folder that it is in, the snapshot, and the entry. */
    @Override
    public void save(int project, String path, String content) {
        int number = saves.incrementAndGet();
        ObjectId file = new ObjectId();
        ObjectId folder = new ObjectId();
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        chunks.insertMany(List.of(chunk(file, bytes), chunk(folder, new byte[FOLDER])));
        files.insertMany(List.of(file(file, bytes.length), file(folder, FOLDER)));
        snapshots.insertOne(snapshot(project, number));
        if (audited) {
            audit.insertOne(entry(path, number));
        }
    }

    private static Document chunk(ObjectId file, byte[] bytes) {
        return new Document("_id", file).append("files_id", file).append("n", 0).append("data", new Binary(bytes));
    }

    private static Document file(ObjectId id, long length) {
        return new Document("_id", id)
                .append("length", length)
                .append("chunkSize", CHUNK)
                .append("uploadDate", new Date())
                .append("filename", hex(64));
    }

    private static Document snapshot(int project, int number) {
        String commit = hex(40);
        String branch = "%032x".formatted(project);
        Document snapshot = new Document("number", number)
                .append("root", hex(64))
                .append("rootGitId", hex(40))
                .append("contentId", hex(64))
                .append("files", SaveLoad.FILES)
                .append("size", (long) SaveLoad.FILES * SaveLoad.SIZE)
                .append("commitId", commit)
                .append(
                        "parent",
                        new Document("branch", branch)
                                .append("number", number - 1)
                                .append("commitId", hex(40)))
                .append("author", new Document("name", "bench").append("email", "bench@users.invalid"))
                .append("createdAt", new Date())
                .append("message", "save")
                .append("cause", "save");
        return new Document("_id", "bench/" + HttpTarget.repo(project) + "/" + branch + "/%010d".formatted(number))
                .append("nonce", new ObjectId())
                .append("commits", List.of(commit))
                .append("snapshots", List.of(snapshot));
    }

    private static Document entry(String path, int number) {
        return new Document("_id", "bench/%015d".formatted(number))
                .append("nonce", new ObjectId())
                .append("at", new Date())
                .append("user", "bench")
                .append("action", "file.save")
                .append("subject", new Document("project", HttpTarget.repo(0)).append("branch", "master"))
                .append("paths", List.of(path))
                .append("from", "127.0.0.1")
                .append("result", "ok");
    }

    /** At random, as digests are: an index takes them in no order. */
    private static String hex(int digits) {
        StringBuilder hex = new StringBuilder();
        while (hex.length() < digits) {
            hex.append(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        }
        return hex.substring(0, digits);
    }

    @Override
    public void close() {
        client.close();
    }
}
