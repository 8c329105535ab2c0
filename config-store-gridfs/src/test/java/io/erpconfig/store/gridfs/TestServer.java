package io.erpconfig.store.gridfs;

import com.mongodb.ConnectionString;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * The server that the tests of this run are on, one for all of them. One switch chooses it: the environment's {@code
 * ERP_CONFIG_TEST_MONGO_URI}, a server that is there already; else {@code -Dmongo.server=}
 *
 * <ul>
 *   <li>{@code in-process}, the default: mongo-java-server in this process, in memory;
 *   <li>{@code ferretdb}: FerretDB on SQLite, which {@code ferretdb/build.sh} has built;
 *   <li>{@code standalone}: MongoDB itself, one process, as {@code mongod/install.sh} has put it there;
 *   <li>{@code replica-set}: MongoDB itself as a replica set of three, likewise;
 *   <li>{@code mongodb}: MongoDB itself as a replica set of one, in a container.
 * </ul>
 *
 * Where it is not to be had the tests are skipped, and a line says so; with {@code -Dmongo.required=true} they fail.
 */
public final class TestServer {

    /**
     * The place where {@code ferretdb/build.sh} puts it; tests of other modules run in folders beside this module's.
     */
    private static final Path FERRETDB = Path.of("..", "config-store-gridfs", "target", "ferretdb", "ferretdb")
            .toAbsolutePath();

    private static final String MONGODB_IMAGE = "mongo:8.0";

    private static final Path MEMORY = Path.of("/dev/shm");

    /** Bytes that there have to be in memory for a replica set: several times of what it takes. */
    private static final long ROOM = 8L << 30;

    private static Optional<String> uri = Optional.empty();
    /** Lines of what is missing, each told once. */
    private static final Set<String> told = ConcurrentHashMap.newKeySet();

    private TestServer() {}

    /** A database that nobody has used. */
    public static MongoAddress newDatabase() {
        return database(
                "test-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** A database by its name. */
    static MongoAddress database(String name) {
        String server = uri();
        int query = server.indexOf('?');
        String hosts = query < 0 ? server : server.substring(0, query);
        String options = query < 0 ? "" : server.substring(query);
        int path = hosts.indexOf('/', "mongodb://".length());
        return new MongoAddress((path < 0 ? hosts : hosts.substring(0, path)) + "/" + name + options);
    }

    /** The server that takes writes to a database: the primary where there are several. */
    public static InetSocketAddress primary(MongoAddress database) {
        try (MongoClient client = MongoClients.create(database.uri())) {
            client.getDatabase("admin").runCommand(new Document("ping", 1), ReadPreference.primary());
            ServerAddress address = ReadPreference.primary()
                    .choose(client.getClusterDescription())
                    .get(0)
                    .getAddress();
            return new InetSocketAddress(address.getHost(), address.getPort());
        }
    }

    /**
     * The same database by way of a proxy, whatever name its server gives itself.
     *
     * @param options of the connection string
     */
    public static MongoAddress through(InetSocketAddress proxy, MongoAddress database, String... options) {
        ConnectionString there = new ConnectionString(database.uri());
        String user =
                there.getCredential() == null ? "" : URI.create(database.uri()).getRawUserInfo() + "@";
        int query = database.uri().indexOf('?');
        Stream<String> own = query < 0
                ? Stream.of()
                : Stream.of(database.uri().substring(query + 1).split("&"))
                        .filter(each -> !each.startsWith("replicaSet="));
        return new MongoAddress("mongodb://" + user + proxy.getHostString() + ":" + proxy.getPort() + "/"
                + there.getDatabase() + "?"
                + Stream.of(own, Stream.of("directConnection=true"), Stream.of(options))
                        .flatMap(each -> each)
                        .collect(Collectors.joining("&")));
    }

    /** Whether it is the one in this process, which is fast and forgets. */
    public static boolean isInProcess() {
        return name().equals("in-process") && System.getenv("ERP_CONFIG_TEST_MONGO_URI") == null;
    }

    private static String name() {
        return System.getProperty("mongo.server", "in-process");
    }

    private static synchronized String uri() {
        if (uri.isEmpty()) {
            String there = System.getenv("ERP_CONFIG_TEST_MONGO_URI");
            uri = Optional.of(there != null ? there : start());
        }
        return uri.get();
    }

    private static String start() {
        return switch (name()) {
            case "in-process" -> startInProcess();
            case "ferretdb" -> startFerretDb();
            case "standalone" -> startMongod(folder -> List.of(Mongod.standalone(folder)));
            case "replica-set" -> startMongod(folder -> Mongod.replicaSet(folder, 3));
            case "mongodb" -> startContainer();
            default -> throw new IllegalArgumentException("mongo.server: " + name());
        };
    }

    private static String startInProcess() {
        MongoServer server = new MongoServer(new MemoryBackend());
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        return server.bindAndGetConnectionString();
    }

    private static String startFerretDb() {
        require(Files.isExecutable(FERRETDB), "FerretDB is missing; config-store-gridfs/ferretdb/build.sh builds it");
        try {
            Path data = Files.createTempDirectory("ferretdb");
            Process process = new ProcessBuilder(FERRETDB.toString(), "127.0.0.1:0", data.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, data)));
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String listening = out.readLine();
            if (listening == null) {
                throw new AssertionError("FerretDB did not start");
            }
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Process process, Path data) {
        process.destroy();
        try {
            process.waitFor();
            delete(data);
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + folder);
        }
    }

    /**
     * Waits until a store is reachable again. It asks the servers once a second how they are; until then what is asked for
     * fails at once.
     */
    static void awaitReachable(ConfigStore store, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                store.checkReachable();
                return;
            } catch (ConfigStoreException e) {
                if (e.code() != ErrorCode.STORAGE_UNAVAILABLE || System.nanoTime() - until > 0) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    /** Stops the test where MongoDB itself is not installed. */
    static void requireMongod() {
        require(Mongod.isInstalled(), "mongod is missing; config-store-gridfs/mongod/install.sh installs it");
    }

    private static String startMongod(Function<Path, List<Mongod>> start) {
        requireMongod();
        try {
            Path data = mongodFolder();
            List<Mongod> members = start.apply(data);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                members.forEach(Mongod::close);
                delete(data);
            }));
            return members.size() == 1 ? members.get(0).uri() : Mongod.uri(members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A folder in memory, if there is enough: syncs of a disk are most of what the tests would wait for. A server that is
     * killed keeps its files there too.
     */
    private static Path mongodFolder() throws IOException {
        return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ROOM
                ? Files.createTempDirectory(MEMORY, "mongod")
                : Files.createTempDirectory("mongod");
    }

    private static String startContainer() {
        return Container.start();
    }

    /** A class of its own, so that tests without Testcontainers on their class path don't need it. */
    private static final class Container {

        @SuppressWarnings("resource") // runs as long as the tests; Testcontainers ends it
        static String start() {
            require(DockerClientFactory.instance().isDockerAvailable(), "no Docker answers, which would run MongoDB");
            MongoDBContainer container = new MongoDBContainer(MONGODB_IMAGE).withReplicaSet();
            container.start();
            // By the name that the member gives itself it can't be reached from here.
            return container.getReplicaSetUrl() + "?directConnection=true";
        }
    }

    private static void require(boolean there, String otherwise) {
        if (there) {
            return;
        }
        if (Boolean.getBoolean("mongo.required")) {
            throw new AssertionError(otherwise);
        }
        if (told.add(otherwise)) {
            System.out.println("SKIPPED: " + otherwise);
        }
        Assumptions.abort(otherwise);
    }
}
