package io.erpconfig.benchmarks;

import io.erpconfig.cetec.customer.DatabaseCheck;
import io.erpconfig.cetec.database.DatabaseSettings;
import io.erpconfig.cetec.database.MariaDbDatabases;
import io.erpconfig.cetec.database.ServerPlace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Looks for the databases of many customers on a MariaDB server as the connector does, beside one query a customer, one after
 * the other on one connection: on the same machine, and as if the server were a millisecond away. Prints a table in
 * Markdown; exits with 1 if the connector takes more than two seconds or is less than ten times as fast at that distance.
 */
final class CustomerDatabases {

    private static final String ONE = "SELECT TABLE_SCHEMA, UPDATE_TIME FROM information_schema.TABLES"
            + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = 'usage_stats'";
    private static final long HALF_WAY_NANOS = 500_000;
    private static final double AIM_SECONDS = 2;
    private static final double AIM_RATIO = 10;
    private static final int BATCH = 500;

    private CustomerDatabases() {}

    /** @param arguments the project's folder, number of customers, rounds */
    public static void main(String[] arguments) throws Exception {
        int customers = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        boolean met;
        try (WorkFolder folder = WorkFolder.make(Path.of(arguments[0]), "customers")) {
            Path work = folder.path();
            ChildProcess.run(
                    Map.of(),
                    List.of(
                            "mariadb-install-db",
                            "--no-defaults",
                            "--auth-root-authentication-method=normal",
                            "--skip-test-db",
                            "--user=" + System.getProperty("user.name"),
                            "--datadir=" + work.resolve("data")));
            met = measure(work, customers, rounds);
        }
        System.exit(met ? 0 : 1);
    }

    private static boolean measure(Path work, int customers, int rounds) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder(
                        "mariadbd",
                        "--no-defaults",
                        "--user=" + System.getProperty("user.name"),
                        "--datadir=" + work.resolve("data"),
                        "--socket=" + work.resolve("s"),
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--skip-log-bin")
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("log").toFile())
                .start();
        try (ServerSocket far = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            fill(server, port, customers);
            start(() -> relay(far, port));
            List<String> names = names(customers);
            System.out.println("| server | one query a customer | the connector | times |");
            System.out.println("|---|---|---|---|");
            compare("on the same machine", port, names, rounds);
            double[] away = compare("1 ms away", far.getLocalPort(), names, rounds);
            System.out.println();
            return away[1] <= AIM_SECONDS && away[0] / away[1] >= AIM_RATIO;
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static List<String> names(int customers) {
        return IntStream.range(0, customers).mapToObj(i -> "customer-" + i).toList();
    }

    /** A database for two customers in three. */
    private static void fill(Process server, int port, int customers) throws Exception {
        try (Connection connection = connect(server, port);
                Statement statement = connection.createStatement()) {
            StringBuilder batch = new StringBuilder("DO 0");
            for (int i = 0; i < customers; i++) {
                if (i % 3 > 0) {
                    batch.append(";CREATE DATABASE `customer-" + i + "`;CREATE TABLE `customer-" + i
                            + "`.usage_stats (a INT) ENGINE=MyISAM");
                }
                if (i % BATCH == 0 || i == customers - 1) {
                    statement.execute(batch.toString());
                    batch = new StringBuilder("DO 0");
                }
            }
        }
    }

    private static String url(int port) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/?sslMode=disable&allowMultiQueries=true";
    }

    private static Connection connect(Process server, int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            try {
                return DriverManager.getConnection(url(port), "root", "");
            } catch (SQLException e) {
                if (!server.isAlive() || System.nanoTime() - end > 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** Prints a row; returns the medians, in seconds. */
    private static double[] compare(String where, int port, List<String> names, int rounds) throws SQLException {
        double[] each = new double[rounds];
        double[] together = new double[rounds];
        DatabaseSettings settings = new DatabaseSettings(
                new ServerPlace.Tcp("127.0.0.1", port),
                "root",
                "",
                DatabaseSettings.Tls.OFF,
                Optional.empty(),
                DatabaseSettings.DEFAULT_BATCH,
                DatabaseSettings.DEFAULT_QUERY_LIMIT,
                DatabaseSettings.DEFAULT_BATCH_LIMIT);
        try (MariaDbDatabases databases = new MariaDbDatabases(settings)) {
            for (int round = 0; round < rounds; round++) {
                long begun = System.nanoTime();
                int found = oneByOne(port, names);
                each[round] = (System.nanoTime() - begun) / 1e9;
                begun = System.nanoTime();
                long present = databases.check(names).values().stream()
                        .filter(DatabaseCheck.Present.class::isInstance)
                        .count();
                together[round] = (System.nanoTime() - begun) / 1e9;
                if (found != present) {
                    throw new IllegalStateException(found + " databases one by one, " + present + " together");
                }
            }
        }
        double[] medians = {median(each), median(together)};
        System.out.printf("| %s | %.2f s | %.2f s | %.1f |%n", where, medians[0], medians[1], medians[0] / medians[1]);
        return medians;
    }

    private static int oneByOne(int port, List<String> names) throws SQLException {
        int found = 0;
        try (Connection connection = DriverManager.getConnection(url(port), "root", "");
                PreparedStatement query = connection.prepareStatement(ONE)) {
            for (String name : names) {
                query.setString(1, name);
                try (ResultSet result = query.executeQuery()) {
                    found += result.next() ? 1 : 0;
                }
            }
        }
        return found;
    }

    private static double median(double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Hands on what comes, each way half a millisecond later. */
    private static void relay(ServerSocket far, int port) {
        try {
            while (true) {
                Socket client = far.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                start(() -> copy(client, server));
                start(() -> copy(server, client));
            }
        } catch (IOException e) {
            // The benchmark ends.
        }
    }

    private static void copy(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                LockSupport.parkNanos(HALF_WAY_NANOS);
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One of both is gone.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
