package io.erpconfig.cetec.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A MariaDB server of Debian's package, with its data in a folder of the test's. It listens on the loopback address and at a
 * socket, can be killed and started again, and ends with this process.
 */
public final class MariaDb implements AutoCloseable {

    private static final int START_SECONDS = 60;

    private final Path folder;
    private final int port;
    private Process process;

    private MariaDb(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        List<String> install = new ArrayList<>(List.of(
                program("mariadb-install-db").orElseThrow().toString(),
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--datadir=" + folder.resolve("data")));
        install.addAll(user());
        Process made = new ProcessBuilder(install)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("install.log").toFile())
                .start();
        if (made.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("install.log")));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        start();
    }

    /** Starts one in an empty folder; stops the test where the package is not installed. */
    public static MariaDb start(Path folder) throws IOException, InterruptedException {
        boolean installed =
                program("mariadbd").isPresent() && program("mariadb-install-db").isPresent();
        if (!installed && Boolean.getBoolean("interop.required")) {
            throw new AssertionError("mariadb-server is missing");
        }
        if (!installed) {
            System.out.println("SKIPPED: mariadb-server is missing; '.ci/run toolchain' installs it");
            Assumptions.abort("mariadb-server is missing");
        }
        return new MariaDb(folder);
    }

    private static Optional<Path> program(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(each -> Path.of(each, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** It runs as root only if that is said. */
    private static List<String> user() {
        return System.getProperty("user.name").equals("root") ? List.of("--user=root") : List.of();
    }

    /** Starts it again. */
    public void start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program("mariadbd").orElseThrow().toString(),
                "--no-defaults",
                "--datadir=" + folder.resolve("data"),
                "--socket=" + socket(),
                "--pid-file=" + folder.resolve("pid"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                // Not that of the tests, and not UTC.
                "--default-time-zone=+05:00",
                "--innodb-buffer-pool-size=16M",
                "--innodb-flush-log-at-trx-commit=0",
                "--performance-schema=OFF",
                "--skip-log-bin"));
        command.addAll(user());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                root().close();
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IOException(Files.readString(folder.resolve("log")), e);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** Kills it. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The place at which it listens. */
    public ServerPlace.Tcp place() {
        return new ServerPlace.Tcp("127.0.0.1", port);
    }

    Path socket() {
        return folder.resolve("s");
    }

    private Connection root() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://localhost/?allowMultiQueries=true&sslMode=disable&localSocket=" + socket(), "root", "");
    }

    /** Has root execute statements. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = root();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Number of queries with a word in them that run now. */
    int running(String word) throws SQLException {
        try (Connection connection = root();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE COMMAND IN ('Query', 'Execute')"
                                + " AND ID <> CONNECTION_ID() AND INFO LIKE '%" + word + "%'")) {
            found.next();
            return found.getInt(1);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
