package io.erpconfig.cetec.customer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The customers, and the columns of them, that somebody asks for.
 *
 * @param id          of one customer, as the ERP writes it
 * @param name        as the ERP matches names
 * @param externalKey likewise
 * @param columns     that are told of each, at least one
 */
public record CustomerQuery(
        Optional<String> id, Optional<String> name, Optional<String> externalKey, List<String> columns) {

    /** The column with a customer's password, which is told only on explicit request. */
    public static final String PASSWORD = "techx_password";

    /** The columns that are told where none are named (contract, section 10). */
    public static final List<String> DEFAULT_COLUMNS = List.of(
            "id",
            "name",
            "domain",
            "ok_to_bill",
            "priority_support",
            "resident_hosting",
            "test_environment",
            "itar_hosting_bc",
            "num_prod_users",
            "num_full_users",
            PASSWORD);

    /** The columns that the rules need, whatever is told. */
    private static final List<String> RULED = List.of(
            CustomerRules.ID, CustomerRules.DOMAIN, CustomerRules.BILLED, CustomerRules.RESIDENT, CustomerRules.ITAR);

    private static final int MAX_TEXT = 200;
    private static final int MAX_COLUMNS = 50;
    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    /** Parts of names of columns that may hold secrets: nobody but who knows the ERP can say which do. */
    private static final Pattern SECRET = Pattern.compile(".*(passw|secret|token|credential).*");

    public CustomerQuery {
        check("id", id);
        check("name", name);
        check("external_key", externalKey);
        columns = List.copyOf(columns);
        if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
            throw new IllegalArgumentException("columns must name 1 to " + MAX_COLUMNS + " columns");
        }
        for (String column : columns) {
            requireColumn(column);
        }
        if (Set.copyOf(columns).size() < columns.size()) {
            throw new IllegalArgumentException("columns names one twice");
        }
    }

    private static void check(String parameter, Optional<String> value) {
        requireNonNull(value, parameter);
        if (value.filter(text -> text.length() > MAX_TEXT).isPresent()) {
            throw new IllegalArgumentException(parameter + " has more than " + MAX_TEXT + " characters");
        }
    }

    private static void requireColumn(String column) {
        if (!COLUMN.matcher(column).matches()) {
            throw new IllegalArgumentException("columns has a part that is no name of a column");
        }
        if (!column.equals(PASSWORD)
                && SECRET.matcher(column.toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException("columns names " + column + ", which may hold a secret");
        }
    }

    /** The columns that the ERP is asked for: those that are told, and those that the rules need. */
    public Set<String> wanted() {
        Set<String> wanted = new TreeSet<>(columns);
        wanted.addAll(RULED);
        return wanted;
    }
}
