package io.erpconfig.cetec;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.erpconfig.cetec.customer.CustomerQuery;
import io.erpconfig.cetec.customer.DatabaseMapping;
import io.erpconfig.cetec.database.DatabaseSettings;
import io.erpconfig.cetec.database.MariaDb;
import io.erpconfig.cetec.database.MariaDbDatabases;
import io.erpconfig.cetec.upstream.CetecUpstream;
import io.erpconfig.cetec.upstream.ExampleUpstream;
import io.erpconfig.cetec.upstream.UpstreamSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A thousand customers of the ERP of the examples, with their databases on a MariaDB server. */
@Timeout(120)
class CustomersOnMariaDbTest {

    private static final int CUSTOMERS = 1000;
    private static final String PASSWORD = "s3cret";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final CustomerQuery ALL =
            new CustomerQuery(Optional.empty(), Optional.empty(), Optional.empty(), CustomerQuery.DEFAULT_COLUMNS);

    @TempDir
    private Path folder;

    /** What is there of a customer's database, by the id: of the ids with a 4 and a 7 at the end the ERP says who hosts them. */
    private static String database(int id) {
        String name = "`customer-" + id + "`";
        return switch (id % 10) {
            case 0 -> "DO 0";
            case 1 -> "CREATE DATABASE " + name;
            case 2 -> // Not for the user of the checks.
                "CREATE DATABASE " + name + "; CREATE TABLE " + name + ".usage_stats (a INT) ENGINE=MyISAM";
            case 3 -> // A twin by its case.
                "CREATE DATABASE `CUSTOMER-" + id + "`; CREATE TABLE `CUSTOMER-" + id
                        + "`.usage_stats (a INT) ENGINE=MyISAM; GRANT REFERENCES ON `CUSTOMER-" + id
                        + "`.* TO checker@'%'";
            default ->
                "CREATE DATABASE " + name + "; CREATE TABLE " + name
                        + ".usage_stats (a INT) ENGINE=MyISAM; GRANT REFERENCES ON " + name + ".* TO checker@'%'";
        };
    }

    private CetecConnector connector(ExampleUpstream erp, MariaDb server, Optional<DatabaseMapping> mapping) {
        CetecSettings settings = new CetecSettings(
                new UpstreamSettings(erp.url(""), ExampleUpstream.TOKEN, UpstreamSettings.DEFAULT_TIMEOUT),
                mapping,
                Set.of(),
                Duration.ZERO);
        DatabaseSettings databases = new DatabaseSettings(
                server.place(),
                "checker",
                PASSWORD,
                DatabaseSettings.Tls.OFF,
                Optional.empty(),
                DatabaseSettings.DEFAULT_BATCH,
                DatabaseSettings.DEFAULT_QUERY_LIMIT,
                DatabaseSettings.DEFAULT_BATCH_LIMIT);
        return new CetecConnector(
                settings,
                new CetecUpstream(settings.upstream(), Clock.systemUTC()),
                Optional.of(new MariaDbDatabases(databases)),
                Clock.systemUTC(),
                Ticker.systemTicker());
    }

    private static JsonNode ask(CetecConnector connector) {
        CustomersJson made = connector.customers("test", ALL).join();
        JsonNode customers = JSON.readTree(made.customers());
        assertThat(customers).hasSize(CUSTOMERS);
        assertThat(new String(made.customers(), StandardCharsets.UTF_8)).doesNotContain("secret of", PASSWORD);
        return customers;
    }

    /** Number of customers by the last digit of their ids and the state of their databases. */
    private static Map<String, Integer> states(JsonNode customers) {
        Map<String, Integer> states = new TreeMap<>();
        customers.forEach(customer -> states.merge(
                customer.get("id").asInt() % 10 + " "
                        + customer.get("database_exists").asString(),
                1,
                Integer::sum));
        return states;
    }

    @Test
    void eachCustomerHasTheStateOfItsDatabase() throws Exception {
        try (ExampleUpstream erp = ExampleUpstream.start(CUSTOMERS);
                MariaDb server = MariaDb.start(folder)) {
            server.execute(
                    "CREATE USER checker@'%' IDENTIFIED BY '" + PASSWORD + "'",
                    IntStream.rangeClosed(1, CUSTOMERS)
                            .mapToObj(CustomersOnMariaDbTest::database)
                            .collect(joining(";")),
                    "INSERT INTO `customer-5`.usage_stats VALUES (1)",
                    "CREATE DATABASE `it's_4`; CREATE TABLE `it's_4`.usage_stats (a INT);"
                            + " GRANT REFERENCES ON `it's\\_4`.* TO checker@'%'");
            try (CetecConnector connector = connector(erp, server, Optional.empty())) {
                JsonNode customers = ask(connector);
                assertThat(states(customers))
                        .isEqualTo(Map.of(
                                "0 false", 100,
                                "1 false", 100,
                                "2 false", 100,
                                "3 false", 100,
                                "4 resident_hosting", 100,
                                "5 true", 100,
                                "6 true", 100,
                                "7 itar_hosting", 100,
                                "8 true", 100,
                                "9 true", 100));
                assertThat(Instant.parse(customers.get(4).get("lastPulled").asString()))
                        .isBetween(
                                Instant.now().minusSeconds(120), Instant.now().plusSeconds(1));
                server.kill();
                assertThat(states(ask(connector)))
                        .containsEntry("0 mysql_error", 100)
                        .containsEntry("5 mysql_error", 100)
                        .containsEntry("7 itar_hosting", 100);
                server.start();
                assertThat(states(ask(connector))).containsEntry("5 true", 100);
            }
            DatabaseMapping mapping = new DatabaseMapping(Map.of("customer-4", "it's_4", "customer-14", "missing"));
            try (CetecConnector connector = connector(erp, server, Optional.of(mapping))) {
                assertThat(states(ask(connector)))
                        .containsEntry("4 unavailable", 98)
                        .containsEntry("4 true", 1)
                        .containsEntry("4 false", 1)
                        .containsEntry("7 unavailable", 100)
                        .containsEntry("5 true", 100);
            }
        }
    }
}
