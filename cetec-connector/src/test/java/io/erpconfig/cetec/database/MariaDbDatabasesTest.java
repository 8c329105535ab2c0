package io.erpconfig.cetec.database;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.erpconfig.cetec.customer.ConnectionTest;
import io.erpconfig.cetec.customer.ConnectionTest.Status;
import io.erpconfig.cetec.customer.DatabaseCheck;
import io.erpconfig.cetec.database.DatabaseSettings.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a MariaDB server of its own. */
@Timeout(120)
class MariaDbDatabasesTest {

    private static final String PASSWORD = "p&ss;w?rd";
    private static final DatabaseCheck ABSENT = new DatabaseCheck.Absent();
    private static final DatabaseCheck FAILED = new DatabaseCheck.Failed();
    private static final DatabaseCheck TIMED_OUT = new DatabaseCheck.TimedOut();
    private static final DatabaseCheck PRESENT = new DatabaseCheck.Present(Optional.empty());

    /** A query for each name that takes far longer than it may. */
    private static final String SLEEPING = "SELECT ?, SLEEP(50)";

    private static final String SLEEPING_FOR_ONE =
            "SELECT s.n, NULL FROM (SELECT ? AS n) s WHERE s.n <> 'slow' OR SLEEP(50) = 0";

    /** As short as may be to connect to a server of this machine, in tests where there is none. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    private static Path folder;

    private static MariaDb server;

    @BeforeAll
    static void start() throws Exception {
        server = MariaDb.start(folder);
        server.execute(
                "CREATE USER checker@'%' IDENTIFIED BY '" + PASSWORD + "'; GRANT REFERENCES ON *.* TO checker@'%'",
                "CREATE USER few@'%' IDENTIFIED BY '" + PASSWORD + "'; GRANT REFERENCES ON `a\\_b`.* TO few@'%'",
                "CREATE USER one@'%' IDENTIFIED BY '" + PASSWORD
                        + "' WITH MAX_USER_CONNECTIONS 1; GRANT REFERENCES ON *.* TO one@'%'");
        for (String name : List.of("here", "HERE", "a_b", "axb", "it's", "back``tick", "dash-ed", "größe", "100%")) {
            server.execute("CREATE DATABASE `" + name + "`; CREATE TABLE `" + name + "`.usage_stats (a INT)");
        }
        server.execute("CREATE DATABASE bare", "CREATE DATABASE other; CREATE TABLE other.usage (a INT)");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static DatabaseSettings settings(ServerPlace place, String user, Tls tls, Duration query, Duration batch) {
        return new DatabaseSettings(place, user, PASSWORD, tls, Optional.empty(), 50, query, batch);
    }

    private static DatabaseSettings settings(ServerPlace place, String user) {
        return settings(
                place, user, Tls.OFF, DatabaseSettings.DEFAULT_QUERY_LIMIT, DatabaseSettings.DEFAULT_BATCH_LIMIT);
    }

    private static MariaDbDatabases databases(String user) {
        return new MariaDbDatabases(settings(server.place(), user), MariaDbDatabases.ONE, SHORT);
    }

    @Test
    void databasesAreFoundByTheirExactNames() {
        List<String> there = List.of("here", "HERE", "a_b", "axb", "it's", "back`tick", "dash-ed", "größe", "100%");
        List<String> absent = List.of(
                "Here",
                "a%b",
                "A_B",
                "it''s",
                "grosse",
                "GRÖSSE",
                "gro\u0308ße",
                "here ",
                "100",
                "x' OR '1'='1",
                "bare",
                "other");
        List<String> names = new ArrayList<>(there);
        names.addAll(absent);
        try (MariaDbDatabases databases = databases("checker")) {
            Map<String, DatabaseCheck> results = databases.check(names);
            assertThat(results).containsOnlyKeys(names);
            assertThat(there)
                    .allSatisfy(name -> assertThat(results.get(name)).as(name).isEqualTo(PRESENT));
            assertThat(absent)
                    .allSatisfy(name -> assertThat(results.get(name)).as(name).isEqualTo(ABSENT));
            assertThat(databases.check(List.of())).isEmpty();
        }
    }

    @Test
    void aDatabaseThatTheUserMayNotSeeIsAbsentAndTheTestNamesTheRights() {
        try (MariaDbDatabases databases = databases("few")) {
            assertThat(databases.check(List.of("a_b", "axb", "here")))
                    .isEqualTo(Map.of("a_b", PRESENT, "axb", ABSENT, "here", ABSENT));
            assertThat(databases.test()).satisfies(test -> {
                assertThat(test.status()).isEqualTo(Status.SUCCESS);
                assertThat(test.method()).isEqualTo(ConnectionTest.Method.TCP);
                assertThat(test.message()).contains("1 databases", "grants");
            });
        }
    }

    @Test
    void whoMayOnlyCheckReadsNothing() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + server.place().port() + "/?sslMode=disable", "checker", PASSWORD)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connection.createStatement().executeQuery("SELECT * FROM here.usage_stats"));
        }
    }

    @Test
    void theLastPullIsTheNewestChangeInWhateverZone() throws SQLException {
        server.execute("CREATE DATABASE pulled; CREATE TABLE pulled.usage_stats (a INT) ENGINE=MyISAM");
        Instant before = Instant.now().minusSeconds(1);
        server.execute("INSERT INTO pulled.usage_stats VALUES (1)");
        try (MariaDbDatabases databases = databases("checker")) {
            assertThat(databases.check(List.of("pulled")).get("pulled"))
                    .isInstanceOfSatisfying(
                            DatabaseCheck.Present.class,
                            present -> assertThat(present.lastPulled().orElseThrow())
                                    .isBetween(before, Instant.now().plusSeconds(1)));
        }
    }

    @Test
    void aThousandDatabasesAreCheckedInBatches() throws SQLException {
        server.execute(IntStream.range(0, 1000)
                .filter(i -> i % 4 != 0)
                .mapToObj(i -> "CREATE DATABASE `c" + i + "`;"
                        + (i % 4 == 1 ? "DO 0" : "CREATE TABLE `c" + i + "`.usage_stats (a INT) ENGINE=MyISAM"))
                .collect(joining(";")));
        List<String> names = IntStream.range(0, 1000).mapToObj(i -> "c" + i).toList();
        try (MariaDbDatabases databases = databases("checker")) {
            Map<String, DatabaseCheck> results = databases.check(names);
            assertThat(results).hasSize(1000);
            for (int i = 0; i < 1000; i++) {
                assertThat(results.get("c" + i) instanceof DatabaseCheck.Present)
                        .as("c" + i)
                        .isEqualTo(i % 4 > 1);
            }
        }
    }

    @Test
    void aServerOfThisMachineIsReachedByItsSocket() {
        try (MariaDbDatabases databases =
                new MariaDbDatabases(settings(new ServerPlace.Socket(server.socket()), "checker"))) {
            assertThat(databases.check(List.of("here"))).containsValue(PRESENT);
            assertThat(databases.test().method()).isEqualTo(ConnectionTest.Method.SOCKET);
        }
    }

    @Test
    void aQueryThatTakesTooLongEndsOnTheServerToo() throws SQLException {
        DatabaseSettings settings = settings(
                server.place(), "checker", Tls.OFF, Duration.ofSeconds(1), DatabaseSettings.DEFAULT_BATCH_LIMIT);
        try (MariaDbDatabases databases = new MariaDbDatabases(settings, SLEEPING, SHORT)) {
            assertThat(databases.check(List.of("here"))).containsValue(TIMED_OUT);
            assertThat(server.running("SLEEP")).isZero();
        }
    }

    @Test
    void aBatchThatTakesTooLongIsCancelledOnTheServerToo() throws SQLException {
        DatabaseSettings settings = settings(
                server.place(), "checker", Tls.OFF, DatabaseSettings.DEFAULT_QUERY_LIMIT, Duration.ofSeconds(1));
        try (MariaDbDatabases databases = new MariaDbDatabases(settings, SLEEPING, SHORT)) {
            assertThat(databases.check(List.of("here"))).containsValue(TIMED_OUT);
            assertThat(server.running("SLEEP")).isZero();
        }
    }

    @Test
    void whatIsFinishedIsKeptWhereOthersTakeTooLong() {
        DatabaseSettings settings = new DatabaseSettings(
                server.place(),
                "checker",
                PASSWORD,
                Tls.OFF,
                Optional.empty(),
                1,
                Duration.ofSeconds(1),
                DatabaseSettings.DEFAULT_BATCH_LIMIT);
        try (MariaDbDatabases databases = new MariaDbDatabases(settings, SLEEPING_FOR_ONE, SHORT)) {
            assertThat(databases.check(List.of("a", "slow", "b")))
                    .isEqualTo(Map.of("a", PRESENT, "slow", TIMED_OUT, "b", PRESENT));
        }
    }

    @Test
    void aServerThatDiesInTheMiddleComesBackWithoutARestart() throws Exception {
        try (MariaDbDatabases databases = new MariaDbDatabases(settings(server.place(), "checker"), SLEEPING, SHORT)) {
            CompletableFuture<Map<String, DatabaseCheck>> checks =
                    CompletableFuture.supplyAsync(() -> databases.check(List.of("here")));
            while (server.running("SLEEP") == 0) {
                assertThat(checks).isNotDone();
            }
            server.kill();
            assertThat(checks.get()).containsValue(FAILED);
            assertThat(databases.check(List.of("here"))).containsValue(FAILED);
            assertThat(databases.test().status()).isEqualTo(Status.ERROR);
            server.start();
            assertThat(databases.test().status()).isEqualTo(Status.SUCCESS);
        }
    }

    @Test
    void aServerThatTakesNoMoreConnectionsComesBackToo() throws SQLException {
        try (MariaDbDatabases databases = databases("one")) {
            try (Connection taken = DriverManager.getConnection(
                    "jdbc:mariadb://127.0.0.1:" + server.place().port() + "/?sslMode=disable", "one", PASSWORD)) {
                assertThat(taken.isValid(1)).isTrue();
                assertThat(databases.check(List.of("here"))).containsValue(FAILED);
            }
            assertThat(databases.check(List.of("here"))).containsValue(PRESENT);
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutNames() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            requireRefused();
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("error 1045").doesNotContain(PASSWORD);
    }

    private static void requireRefused() {
        try (MariaDbDatabases databases = databases("nobody_knows_me")) {
            assertThat(databases.check(List.of("here"))).containsValue(FAILED);
            ConnectionTest test = databases.test();
            assertThat(test.status()).isEqualTo(Status.ERROR);
            assertThat(test.message())
                    .contains("refuses the user or the password")
                    .doesNotContain("nobody_knows_me", "127.0.0.1", "MariaDB", PASSWORD);
        }
    }

    @Test
    void aServerWithoutTlsIsRefusedAndWhatToDoIsSaid() {
        DatabaseSettings settings = settings(
                server.place(),
                "checker",
                Tls.VERIFY,
                DatabaseSettings.DEFAULT_QUERY_LIMIT,
                DatabaseSettings.DEFAULT_BATCH_LIMIT);
        try (MariaDbDatabases databases = new MariaDbDatabases(settings, MariaDbDatabases.ONE, SHORT)) {
            assertThat(databases.check(List.of("here"))).containsValue(FAILED);
            assertThat(databases.test().message()).contains("--mysql-tls");
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                MariaDbDatabases databases = new MariaDbDatabases(
                        settings(new ServerPlace.Tcp("127.0.0.1", silent.getLocalPort()), "checker"),
                        MariaDbDatabases.ONE,
                        SHORT)) {
            List<String> names = IntStream.range(0, 500).mapToObj(i -> "c" + i).toList();
            assertThat(databases.check(names)).hasSize(500).containsValue(FAILED);
            assertThat(databases.test().message()).contains("can't be reached");
        }
    }

    @Test
    void aServerThatIsNotThereIsGivenUpToo() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (MariaDbDatabases databases = new MariaDbDatabases(
                settings(new ServerPlace.Tcp("127.0.0.1", port), "checker"), MariaDbDatabases.ONE, SHORT)) {
            assertThat(databases.check(List.of("here"))).containsValue(FAILED);
        }
    }

    @Test
    void aNetworkThatIsCutInTheMiddleLeavesWhatIsFinishedAndNothingRunning() throws Exception {
        DatabaseSettings settings = new DatabaseSettings(
                server.place(),
                "checker",
                PASSWORD,
                Tls.OFF,
                Optional.empty(),
                1,
                Duration.ofSeconds(2),
                DatabaseSettings.DEFAULT_BATCH_LIMIT);
        try (Relay relay = new Relay(server.place().port());
                MariaDbDatabases databases = new MariaDbDatabases(through(settings, relay), SLEEPING_FOR_ONE, SHORT)) {
            assertThat(databases.check(List.of("a"))).containsValue(PRESENT);
            CompletableFuture<Map<String, DatabaseCheck>> checks =
                    CompletableFuture.supplyAsync(() -> databases.check(List.of("b", "slow")));
            while (server.running("SLEEP") == 0) {
                assertThat(checks).isNotDone();
            }
            relay.cut();
            assertThat(checks.get()).containsEntry("slow", FAILED);
            while (server.running("SLEEP") > 0) {
                // The server ends it when its time is over.
            }
            assertThat(databases.check(List.of("c"))).containsValue(PRESENT);
        }
    }

    private static DatabaseSettings through(DatabaseSettings settings, Relay relay) {
        return new DatabaseSettings(
                new ServerPlace.Tcp("127.0.0.1", relay.port()),
                settings.user(),
                settings.password(),
                settings.tls(),
                settings.authorities(),
                settings.batch(),
                settings.queryLimit(),
                settings.batchLimit());
    }

    /** A network in between, whose connections can be cut. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final int to;

        Relay(int to) throws IOException {
            this.to = to;
            start(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        private static void start(Runnable task) {
            Thread thread = new Thread(task, "relay");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listener.accept();
                    Socket there = new Socket(InetAddress.getLoopbackAddress(), to);
                    sockets.addAll(List.of(client, there));
                    start(() -> copy(client, there));
                    start(() -> copy(there, client));
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private static void copy(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // Cut.
            }
        }

        void cut() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            cut();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db.example.com",
                "mysql://root:secret@db.example.com",
                "mysql://db.example.com/customers",
                "mysql://db.example.com?password=secret",
                "postgres://db.example.com",
                "unix:relative.sock",
                "mysql:///"
            })
    void suchAPlaceIsRefused(String place) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerPlace.parse(place))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void placesAreRead() {
        assertThat(ServerPlace.parse("mysql://db.example.com")).isEqualTo(new ServerPlace.Tcp("db.example.com", 3306));
        assertThat(ServerPlace.parse("mariadb://db.example.com:3307/"))
                .isEqualTo(new ServerPlace.Tcp("db.example.com", 3307));
        assertThat(ServerPlace.parse("unix:/run/mysqld/mysqld.sock"))
                .isEqualTo(new ServerPlace.Socket(Path.of("/run/mysqld/mysqld.sock")));
        assertThat(Tls.defaultFor(ServerPlace.parse("mysql://db.example.com"))).isEqualTo(Tls.VERIFY);
        assertThat(Tls.defaultFor(ServerPlace.parse("mysql://127.0.0.1"))).isEqualTo(Tls.OFF);
        assertThat(settings(ServerPlace.parse("mysql://127.0.0.1"), "checker").toString())
                .doesNotContain(PASSWORD);
    }
}
