package io.erpconfig.benchmarks;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * The server of MongoDB's protocol that a run is on: the one that the environment names in {@value #URI_VARIABLE}; else
 * FerretDB on SQLite, if {@code config-store-gridfs/ferretdb/build.sh} has built it; else one in memory, in a process of
 * its own.
 */
final class BenchDatabase implements AutoCloseable {

    static final String URI_VARIABLE = "ERP_CONFIG_BENCHMARK_MONGO_URI";

    private static final int ANSWER_SECONDS = 5;
    private static final int START_SECONDS = 30;

    private final String name;
    private final String uri;
    private final Optional<ChildProcess> process;
    private final List<String> used = new ArrayList<>();

    private BenchDatabase(String name, String uri, Optional<ChildProcess> process) {
        this.name = name;
        this.uri = uri;
        this.process = process;
    }

    /**
     * @throws IOException    if it can't be started
     * @throws MongoException if the one that is named does not answer
     */
    static BenchDatabase start(Path root, Path work, String javaHome) throws IOException, InterruptedException {
        String there = System.getenv(URI_VARIABLE);
        if (there != null && !there.isEmpty()) {
            return new BenchDatabase(version(there) + ", which " + URI_VARIABLE + " names", there, Optional.empty());
        }
        Path ferretDb = root.resolve("config-store-gridfs/target/ferretdb/ferretdb");
        if (Files.isExecutable(ferretDb)) {
            return start(
                    "FerretDB on SQLite, which looks through a whole collection for what is not asked for by its `_id`",
                    work,
                    List.of(
                            ferretDb.toString(),
                            "127.0.0.1:0",
                            work.resolve("ferretdb").toString()));
        }
        return start(
                "mongo-java-server, in memory",
                work,
                ChildProcess.java(javaHome, System.getProperty("java.class.path"), MemoryDatabase.class.getName()));
    }

    private static String version(String uri) {
        try (MongoClient client = client(uri)) {
            Document build = client.getDatabase("admin").runCommand(new Document("buildInfo", 1));
            return "a server of version " + build.getString("version");
        }
    }

    private static MongoClient client(String uri) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(ANSWER_SECONDS, TimeUnit.SECONDS))
                .applyConnectionString(new ConnectionString(uri))
                .build());
    }

    /** Starts a command that prints its address, and runs as long as its standard input, which is a pipe from here. */
    private static BenchDatabase start(String name, Path work, List<String> command)
            throws IOException, InterruptedException {
        Path log = work.resolve("database.log");
        ChildProcess process = ChildProcess.start(log, Map.of(), command);
        BenchDatabase started = null;
        try {
            started = new BenchDatabase(name, awaitAddress(process, log), Optional.of(process));
            return started;
        } finally {
            if (started == null) {
                process.close();
            }
        }
    }

    private static String awaitAddress(ChildProcess process, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < deadline) {
            for (String line : Files.readAllLines(log)) {
                if (line.startsWith("mongodb://")) {
                    return line;
                }
            }
            process.requireAlive();
            Thread.sleep(20);
        }
        throw new IOException("the database does not start within " + START_SECONDS + " s");
    }

    /** The name of the database for the report. */
    String name() {
        return name;
    }

    /** The address of a new database there; it is dropped in the end. */
    String newDatabase() {
        String database = "benchmark-" + UUID.randomUUID();
        used.add(database);
        int query = uri.indexOf('?');
        String hosts = query < 0 ? uri : uri.substring(0, query);
        String options = query < 0 ? "" : uri.substring(query);
        int path = hosts.indexOf('/', hosts.indexOf("://") + 3);
        return (path < 0 ? hosts : hosts.substring(0, path)) + "/" + database + options;
    }

    @Override
    public void close() {
        if (process.isPresent()) {
            process.get().close();
            return;
        }
        try (MongoClient client = client(uri)) {
            used.forEach(each -> client.getDatabase(each).drop());
        }
    }
}
