package io.erpconfig.cetec.customer;

import static java.util.Objects.requireNonNull;

import io.erpconfig.cetec.customer.Customer.Hosting;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for who is a customer, and for the state of a customer's backup database (contract, section 10; decision 28).
 * Immutable.
 */
public final class CustomerRules {

    static final String ID = "id";
    static final String DOMAIN = "domain";
    static final String BILLED = "ok_to_bill";
    static final String RESIDENT = "resident_hosting";
    static final String ITAR = "itar_hosting_bc";

    /** The longest name of a database, in characters, on MySQL and MariaDB alike. */
    private static final int LONGEST_NAME = 64;

    private final Optional<DatabaseMapping> mapping;
    private final Set<String> excluded;

    /**
     * @param mapping  databases of domains; none if there is no such file
     * @param excluded ids of those that are left out
     */
    public CustomerRules(Optional<DatabaseMapping> mapping, Set<String> excluded) {
        this.mapping = requireNonNull(mapping, "mapping");
        this.excluded = Set.copyOf(excluded);
    }

    /** The state of a database as far as it is known without a look at it: the name to look for, or the state itself. */
    sealed interface Verdict {

        /** The database of this name is to be looked for. */
        record Check(String database) implements Verdict {}

        /** Nothing is to be looked for. */
        record Known(DatabaseState state) implements Verdict {}
    }

    /** Whether a row is of a customer that is billed, and not left out. */
    boolean isCustomer(Map<String, @Nullable Object> row) {
        return isSet(row.get(BILLED)) && !excluded.contains(text(row.get(ID)).orElse(""));
    }

    /** Whether a row is of a customer with an id. */
    static boolean hasId(Map<String, @Nullable Object> row, String id) {
        return text(row.get(ID)).equals(Optional.of(id));
    }

    Hosting hosting(Map<String, @Nullable Object> row) {
        if (isSet(row.get(ITAR))) {
            return Hosting.ITAR;
        }
        return isSet(row.get(RESIDENT)) ? Hosting.RESIDENT : Hosting.USUAL;
    }

    /** The rules themselves, by who hosts the customer and whether the mapping names its domain. */
    Verdict verdict(Map<String, @Nullable Object> row) {
        Optional<String> domain = text(row.get(DOMAIN));
        Optional<String> mapped = domain.flatMap(known -> mapping.flatMap(file -> file.of(known)));
        return switch (hosting(row)) {
            case ITAR ->
                new Verdict.Known(
                        mapping.isPresent() && mapped.isEmpty()
                                ? DatabaseState.UNAVAILABLE
                                : DatabaseState.ITAR_HOSTING);
            case RESIDENT ->
                mapped.<Verdict>map(Verdict.Check::new)
                        .orElseGet(() -> new Verdict.Known(
                                mapping.isPresent() ? DatabaseState.UNAVAILABLE : DatabaseState.RESIDENT_HOSTING));
            case USUAL ->
                mapped.or(() -> domain.filter(CustomerRules::canBeDatabase))
                        .<Verdict>map(Verdict.Check::new)
                        .orElseGet(() -> new Verdict.Known(DatabaseState.INVALID_DOMAIN));
        };
    }

    /** Whether a text can be the name of a database. Which characters are in it is the server's to know. */
    static boolean canBeDatabase(String name) {
        int length = name.codePointCount(0, name.length());
        return length > 0
                && length <= LONGEST_NAME
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || c == '/'
                                || c == '\\'
                                || c > 0xFFFF
                                || Character.getType(c) == Character.SURROGATE);
    }

    /** Whether a switch of the ERP is on: 1, "1" or true, and nothing else. */
    static boolean isSet(@Nullable Object value) {
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).compareTo(BigDecimal.ONE) == 0;
        }
        return Boolean.TRUE.equals(value) || "1".equals(value);
    }

    /** A text, or a number as it is written; empty where there is neither. */
    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String || value instanceof Number
                ? Optional.of(value.toString()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /**
     * Makes the customers of rows: those that are to be there, with the columns that were asked for.
     *
     * @param databases where states are looked up, all of them together; none if they are not checked
     * @param withPassword whether passwords are told
     */
    public List<Customer> apply(
            List<Map<String, @Nullable Object>> rows,
            CustomerQuery query,
            Optional<BackupDatabases> databases,
            boolean withPassword) {
        List<Map<String, @Nullable Object>> customers = rows.stream()
                .filter(this::isCustomer)
                .filter(row -> query.id().isEmpty() || hasId(row, query.id().get()))
                .toList();
        Set<String> names = new LinkedHashSet<>();
        for (Map<String, @Nullable Object> row : customers) {
            if (verdict(row) instanceof Verdict.Check check) {
                names.add(check.database());
            }
        }
        Map<String, DatabaseCheck> checks = databases.isEmpty() || names.isEmpty()
                ? Map.of()
                : databases.get().check(names);
        return customers.stream()
                .map(row -> customer(row, query, databases.isPresent(), checks, withPassword))
                .toList();
    }

    private Customer customer(
            Map<String, @Nullable Object> row,
            CustomerQuery query,
            boolean checked,
            Map<String, DatabaseCheck> checks,
            boolean withPassword) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        for (String column : query.columns()) {
            boolean hidden = column.equals(CustomerQuery.PASSWORD) && !withPassword;
            told.put(column, hidden ? null : row.get(column));
        }
        Hosting hosting = hosting(row);
        if (verdict(row) instanceof Verdict.Check check) {
            if (!checked) {
                return new Customer(told, hosting, DatabaseState.UNKNOWN, Optional.empty());
            }
            DatabaseCheck result = checks.getOrDefault(check.database(), new DatabaseCheck.Failed());
            return new Customer(
                    told,
                    hosting,
                    DatabaseState.of(result),
                    result instanceof DatabaseCheck.Present present ? present.lastPulled() : Optional.empty());
        }
        DatabaseState known = ((Verdict.Known) verdict(row)).state();
        return new Customer(told, hosting, known, Optional.empty());
    }
}
