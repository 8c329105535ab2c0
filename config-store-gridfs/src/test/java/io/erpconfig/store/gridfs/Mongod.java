package io.erpconfig.store.gridfs;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * MongoDB itself, as {@code mongod/install.sh} has put it there: one process, alone or a member of a replica set, that can
 * be killed and started again where it was. It listens on the loopback address and ends with this process.
 */
final class Mongod implements AutoCloseable {

    /** The tests of other modules run in folders beside this module's. */
    static final Path PROGRAM =
            Path.of("..", "config-store-gridfs", "target", "mongod", "mongod").toAbsolutePath();

    private static final int START_SECONDS = 60;

    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private Mongod(Path folder, int port, List<String> options) {
        this.folder = folder;
        this.port = port;
        this.options = options;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        start();
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** One that has no others, its data in an empty folder. */
    static Mongod standalone(Path folder) {
        return new Mongod(folder, freePort(), List.of());
    }

    /** The members of a replica set, of which one is the primary. */
    static List<Mongod> replicaSet(Path folder, int members) {
        List<Mongod> set = new ArrayList<>();
        List<Document> hosts = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            try {
                Path own = Files.createDirectory(folder.resolve("member" + member));
                set.add(new Mongod(own, freePort(), List.of("--replSet", "rs0")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            hosts.add(new Document("_id", member).append("host", set.get(member).host()));
        }
        set.get(0).command(new Document("replSetInitiate", new Document("_id", "rs0").append("members", hosts)));
        try (MongoClient client = MongoClients.create(uri(set))) {
            client.getDatabase("admin").runCommand(new Document("ping", 1));
        }
        return set;
    }

    /** The address of a replica set, for its clients. */
    static String uri(List<Mongod> set) {
        return "mongodb://" + String.join(",", set.stream().map(Mongod::host).toList()) + "/?replicaSet=rs0";
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    /** The address of the server, for its clients. */
    String uri() {
        return "mongodb://" + host() + "/";
    }

    /** Starts it, and returns when it answers. */
    void start() {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "--dbpath",
                folder.toString(),
                "--port",
                String.valueOf(port),
                "--bind_ip",
                "127.0.0.1",
                "--nounixsocket",
                "--wiredTigerCacheSizeGB",
                "0.25",
                "--oplogSize",
                "100"));
        command.addAll(options);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command(new Document("ping", 1));
    }

    private void command(Document command) {
        MongoClientSettings settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri() + "?directConnection=true"))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(START_SECONDS, TimeUnit.SECONDS))
                .build();
        try (MongoClient client = MongoClients.create(settings)) {
            client.getDatabase("admin").runCommand(command);
        } catch (MongoException e) {
            throw new AssertionError("mongod at " + host() + " does not answer, see " + folder.resolve("log"), e);
        }
    }

    /** Ends it as a loss of power would, but for what the operating system still writes. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
