package io.erpconfig.cetec.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerRulesTest {

    private static final Instant PULLED = Instant.parse("2026-11-30T10:30:00Z");
    private static final CustomerQuery ALL =
            new CustomerQuery(Optional.empty(), Optional.empty(), Optional.empty(), CustomerQuery.DEFAULT_COLUMNS);

    /** A server with the databases {@code here} and {@code mapped}; {@code broken} and {@code slow} can't be checked. */
    private static final class FewDatabases implements BackupDatabases {
        private final List<String> asked = new ArrayList<>();

        @Override
        public Map<String, DatabaseCheck> check(Collection<String> names) {
            asked.addAll(names);
            return names.stream().collect(Collectors.toMap(name -> name, name -> switch (name) {
                case "here", "mapped" -> new DatabaseCheck.Present(Optional.of(PULLED));
                case "broken" -> new DatabaseCheck.Failed();
                case "slow" -> new DatabaseCheck.TimedOut();
                default -> new DatabaseCheck.Absent();
            }));
        }

        @Override
        public ConnectionTest test() {
            return ConnectionTest.notConfigured();
        }

        @Override
        public void close() {}
    }

    private final FewDatabases databases = new FewDatabases();

    private static Map<String, @Nullable Object> row(
            @Nullable Object domain, @Nullable Object itar, @Nullable Object resident) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("id", 7);
        row.put("domain", domain);
        row.put("ok_to_bill", 1);
        row.put("itar_hosting_bc", itar);
        row.put("resident_hosting", resident);
        row.put("techx_password", "s3cret");
        return row;
    }

    private static CustomerRules rules(boolean mapping) {
        return new CustomerRules(
                mapping ? Optional.of(new DatabaseMapping(Map.of("far", "mapped"))) : Optional.empty(), Set.of("9"));
    }

    private Customer only(CustomerRules rules, Map<String, @Nullable Object> row) {
        List<Customer> customers = rules.apply(List.of(row), ALL, Optional.of(databases), false);
        assertThat(customers).hasSize(1);
        return customers.get(0);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // mapping file, domain, ITAR, resident, state, databases that were looked for
                "false, here,   0, 0, EXISTS,           here",
                "false, gone,   0, 0, MISSING,          gone",
                "false, Here,   0, 0, MISSING,          Here",
                "false, broken, 0, 0, MYSQL_ERROR,      broken",
                "false, slow,   0, 0, BATCH_TIMEOUT,    slow",
                "false, -,      0, 0, INVALID_DOMAIN,   -",
                "false, a b,    0, 0, INVALID_DOMAIN,   -",
                "false, a/b,    0, 0, INVALID_DOMAIN,   -",
                "false, here,   1, 0, ITAR_HOSTING,     -",
                "false, here,   1, 1, ITAR_HOSTING,     -",
                "false, here,   0, 1, RESIDENT_HOSTING, -",
                "false, -,      0, 1, RESIDENT_HOSTING, -",
                "true,  here,   0, 0, EXISTS,           here",
                "true,  far,    0, 0, EXISTS,           mapped",
                "true,  here,   1, 0, UNAVAILABLE,      -",
                "true,  far,    1, 0, ITAR_HOSTING,     -",
                "true,  here,   0, 1, UNAVAILABLE,      -",
                "true,  far,    0, 1, EXISTS,           mapped",
                "true,  -,      0, 1, UNAVAILABLE,      -"
            })
    void eachKindOfCustomerHasItsState(
            boolean mapping,
            @Nullable String domain,
            int itar,
            int resident,
            DatabaseState state,
            @Nullable String lookedFor) {
        Customer customer = only(rules(mapping), row(domain, itar, resident));
        assertThat(customer.database()).isEqualTo(state);
        assertThat(customer.lastPulled())
                .isEqualTo(state == DatabaseState.EXISTS ? Optional.of(PULLED) : Optional.empty());
        assertThat(databases.asked).isEqualTo(lookedFor == null ? List.of() : List.of(lookedFor));
    }

    @Test
    void onlyOneTheTextOneAndTrueAreSet() {
        assertThat(List.of(1, 1L, 1.0, new BigDecimal("1.00"), "1", true)).allMatch(CustomerRules::isSet);
        assertThat(Arrays.asList(
                        0, 2, -1, "", "0", "true", "yes", " 1", false, null, List.of(1), new BigDecimal("1e99")))
                .noneMatch(CustomerRules::isSet);
    }

    @Test
    void whoIsNotBilledOrIsExcludedIsLeftOut() {
        Map<String, @Nullable Object> unbilled = row("here", 0, 0);
        unbilled.put("ok_to_bill", null);
        Map<String, @Nullable Object> excluded = row("here", 0, 0);
        excluded.put("id", 9);
        Map<String, @Nullable Object> excludedAsText = row("here", 0, 0);
        excludedAsText.put("id", "9");
        assertThat(rules(false)
                        .apply(
                                List.of(unbilled, excluded, excludedAsText, row("here", 0, 0)),
                                ALL,
                                Optional.of(databases),
                                false))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb", "a\u00a0b", "a\\b", "\ud83d\ude00", "a\u0000b"})
    void suchANameIsNoDatabase(String name) {
        assertThat(CustomerRules.canBeDatabase(name)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new DatabaseMapping(Map.of("domain", name)));
    }

    @Test
    void namesHaveUpTo64Characters() {
        assertThat(List.of("a".repeat(64), "it's", "a`b\"", "a_b%c", "größe", "a.b-c", "123"))
                .allMatch(CustomerRules::canBeDatabase);
        assertThat(CustomerRules.canBeDatabase("a".repeat(65))).isFalse();
    }

    @Test
    void thePasswordIsToldOnlyIfThatIsMeant() {
        assertThat(only(rules(false), row("here", 0, 0)).columns()).containsEntry("techx_password", null);
        assertThat(rules(false)
                        .apply(List.of(row("here", 0, 0)), ALL, Optional.empty(), true)
                        .get(0)
                        .columns())
                .containsEntry("techx_password", "s3cret");
    }

    @Test
    void columnsThatNobodyAskedForAreNotTold() {
        CustomerQuery query =
                new CustomerQuery(Optional.empty(), Optional.empty(), Optional.empty(), List.of("id", "nobody_has_it"));
        Customer customer = rules(false)
                .apply(List.of(row("here", 0, 0)), query, Optional.of(databases), false)
                .get(0);
        assertThat(customer.columns()).hasSize(2).containsEntry("id", 7).containsEntry("nobody_has_it", null);
        assertThat(customer.database()).isEqualTo(DatabaseState.EXISTS);
    }

    @Test
    void withoutAServerNothingIsSaidOfDatabases() {
        List<Customer> customers =
                rules(false).apply(List.of(row("here", 0, 0), row("here", 1, 0)), ALL, Optional.empty(), false);
        assertThat(customers).extracting(customer -> customer.database().word()).containsExactly(null, "itar_hosting");
        CustomerReport report = CustomerReport.of(customers, false);
        assertThat(report.checks().word()).isEqualTo("disabled");
        assertThat(report.summary()).isEqualTo(new CustomerReport.Summary(2, 0, 0, 1, 0, 0));
    }

    @Test
    void aDatabaseOfTwoCustomersIsLookedForOnce() {
        rules(false).apply(List.of(row("here", 0, 0), row("here", 0, 0)), ALL, Optional.of(databases), false);
        assertThat(databases.asked).containsExactly("here");
    }

    @Test
    void theWholeSaysHowTheChecksWent() {
        assertThat(checks("here", "gone")).isEqualTo("completed");
        assertThat(checks("here", "slow")).isEqualTo("partial");
        assertThat(checks("broken", "slow")).isEqualTo("failed");
        assertThat(checks()).isEqualTo("completed");
    }

    private String checks(String... domains) {
        List<Map<String, @Nullable Object>> rows =
                Arrays.stream(domains).map(domain -> row(domain, 0, 0)).toList();
        return CustomerReport.of(rules(false).apply(rows, ALL, Optional.of(databases), false), true)
                .checks()
                .word();
    }

    /** Whatever the ERP sends: each billed customer is there, in its order, and the numbers add up. */
    @Test
    void theNumbersAddUp() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<@Nullable Object> domains = Arrays.asList("here", "gone", "far", "slow", "broken", null, "", 5, List.of());
        List<@Nullable Object> switches = Arrays.asList(0, 1, "1", true, "", null);
        for (int round = 0; round < 200; round++) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                rows.add(row(one(domains, random), one(switches, random), one(switches, random)));
            }
            CustomerReport report = CustomerReport.of(
                    rules(random.nextBoolean()).apply(rows, ALL, Optional.of(databases), false), true);
            CustomerReport.Summary summary = report.summary();
            long failed = report.customers().stream()
                    .filter(customer -> Set.of("mysql_error", "batch_timeout")
                            .contains(customer.database().word()))
                    .count();
            assertThat(summary.customers()).as("seed %d", seed).isEqualTo(rows.size());
            assertThat(summary.existingDatabases()
                            + summary.residentHosting()
                            + summary.itarHosting()
                            + summary.invalidDomains()
                            + summary.noDatabase()
                            + failed)
                    .as("seed %d", seed)
                    .isEqualTo(rows.size());
        }
    }

    private static @Nullable Object one(List<@Nullable Object> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
