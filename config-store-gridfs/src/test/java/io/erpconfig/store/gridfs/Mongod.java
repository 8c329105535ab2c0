package io.erpconfig.store.gridfs;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.ReadPreference;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.bson.Document;

/**
 * MongoDB itself, as {@code mongod/install.sh} has put it there: one process, alone or a member of a replica set, that can
 * be killed and started again where it was. It listens on the loopback address and ends with this process.
 */
public final class Mongod implements AutoCloseable {

    /** The tests of other modules run in folders beside this module's. */
    static final Path PROGRAM =
            Path.of("..", "config-store-gridfs", "target", "mongod", "mongod").toAbsolutePath();

    private static final int START_SECONDS = 60;

    /** MongoDB's own choice. */
    private static final int ELECTION_MILLIS = 10_000;

    private final Path folder;
    private final int port;
    private final List<String> options;
    private final Optional<SSLContext> tls;
    private Process process;

    private Mongod(Path folder, int port, List<String> options) {
        this(folder, port, options, Optional.empty());
    }

    private Mongod(Path folder, int port, List<String> options, Optional<SSLContext> tls) {
        this.folder = folder;
        this.port = port;
        this.options = options;
        this.tls = tls;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        start();
    }

    /** Stops the test where it is not installed. */
    public static void require() {
        TestServer.requireMongod();
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** One that has no others, its data in an empty folder. */
    static Mongod standalone(Path folder) {
        return new Mongod(folder, freePort(), List.of());
    }

    /**
     * {@link #standalone(Path)} with options of its own.
     *
     * @param tls by which it is seen whether it runs, if it wants that
     */
    static Mongod standalone(Path folder, List<String> options, Optional<SSLContext> tls) {
        return new Mongod(folder, freePort(), options, tls);
    }

    /** The members of a replica set, of which one is the primary. */
    static List<Mongod> replicaSet(Path folder, int members) {
        return replicaSet(folder, members, ELECTION_MILLIS);
    }

    /** @param electionMillis time without a primary after which the others elect one; see {@link #replicaSet(Path, int)} */
    public static List<Mongod> replicaSet(Path folder, int members, int electionMillis) {
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
        set.get(0)
                .command(new Document(
                        "replSetInitiate",
                        new Document("_id", "rs0")
                                .append("members", hosts)
                                .append("settings", new Document("electionTimeoutMillis", electionMillis))));
        try (MongoClient client = MongoClients.create(uri(set))) {
            client.getDatabase("admin").runCommand(new Document("ping", 1));
        }
        return set;
    }

    /** The address of a replica set, for its clients. */
    public static String uri(List<Mongod> set) {
        return "mongodb://" + String.join(",", set.stream().map(Mongod::host).toList()) + "/?replicaSet=rs0";
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    /** The address of the server, for its clients. */
    String uri() {
        return "mongodb://" + host() + "/";
    }

    /** The primary of a set; waits until there is one. */
    public static Mongod primary(List<Mongod> set) {
        try (MongoClient client = MongoClients.create(uri(set))) {
            String primary = client.getDatabase("admin")
                    .runCommand(new Document("hello", 1), ReadPreference.primary())
                    .getString("primary");
            return set.stream()
                    .filter(member -> member.host().equals(primary))
                    .findAny()
                    .orElseThrow();
        }
    }

    /** Has the primary of a replica set step down, whichever it is by then, for some seconds. */
    public static void stepDown(List<Mongod> set) {
        try (MongoClient client = MongoClients.create(uri(set))) {
            while (true) {
                try {
                    client.getDatabase("admin")
                            .runCommand(
                                    new Document("replSetStepDown", 5)
                                            .append("secondaryCatchUpPeriodSecs", 2)
                                            .append("force", true),
                                    ReadPreference.primary());
                    return;
                } catch (MongoNotPrimaryException e) {
                    // It has just stepped down by itself: the next one does.
                }
            }
        }
    }

    /** Starts it, and returns when it answers. */
    public void start() {
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

    /** Runs a command on its database {@code admin}. */
    public Document command(Document command) {
        MongoClientSettings settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri() + "?directConnection=true"))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(START_SECONDS, TimeUnit.SECONDS))
                .applyToSslSettings(ssl -> tls.ifPresent(context ->
                        ssl.enabled(true).invalidHostNameAllowed(true).context(context)))
                .build();
        try (MongoClient client = MongoClients.create(settings)) {
            return client.getDatabase("admin").runCommand(command);
        } catch (MongoException e) {
            throw new AssertionError("mongod at " + host() + " does not answer, see " + folder.resolve("log"), e);
        }
    }

    /** Ends it as a loss of power would, but for what the operating system still writes. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets it do nothing more, as on a machine that hangs: its connections stay. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
