package io.erpconfig.store.gridfs;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * The server that the tests of this run are on, one for all of them. Which one that is, one switch says: the environment's
 * {@code ERP_CONFIG_TEST_MONGO_URI}, a server that is there already; else {@code -Dmongo.server=}
 *
 * <ul>
 *   <li>{@code in-process}, the default: mongo-java-server in this process, in memory;
 *   <li>{@code ferretdb}: FerretDB on SQLite, which {@code ferretdb/build.sh} has built;
 *   <li>{@code mongodb}: MongoDB itself as a replica set of one, in a container.
 * </ul>
 *
 * Where it is not to be had the tests are skipped, and a line says so; with {@code -Dmongo.required=true} they fail.
 */
public final class TestServer {

    /** Where {@code ferretdb/build.sh} puts it; tests of other modules run in folders beside this module's. */
    private static final Path FERRETDB = Path.of("..", "config-store-gridfs", "target", "ferretdb", "ferretdb")
            .toAbsolutePath();

    private static final String MONGODB_IMAGE = "mongo:8.0";

    private static Optional<String> uri = Optional.empty();
    private static Optional<String> absent = Optional.empty();

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

    /** Whether it is the one in this process, which is fast and forgets. */
    public static boolean isInProcess() {
        return name().equals("in-process") && System.getenv("ERP_CONFIG_TEST_MONGO_URI") == null;
    }

    private static String name() {
        return System.getProperty("mongo.server", "in-process");
    }

    private static synchronized String uri() {
        absent.ifPresent(why -> Assumptions.abort(why));
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
            try (var files = Files.walk(data)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static String startContainer() {
        return Container.start();
    }

    /** On its own, so that those who have no Testcontainers on their class path don't need it. */
    private static final class Container {

        @SuppressWarnings("resource") // runs as long as the tests; Testcontainers ends it
        static String start() {
            require(DockerClientFactory.instance().isDockerAvailable(), "no Docker answers, which would run MongoDB");
            MongoDBContainer container = new MongoDBContainer(MONGODB_IMAGE).withReplicaSet();
            container.start();
            return container.getReplicaSetUrl();
        }
    }

    private static void require(boolean there, String otherwise) {
        if (there) {
            return;
        }
        if (Boolean.getBoolean("mongo.required")) {
            throw new AssertionError(otherwise);
        }
        System.out.println("SKIPPED: " + otherwise);
        absent = Optional.of(otherwise);
        Assumptions.abort(otherwise);
    }
}
