package io.erpconfig.cetec.customer;

import static java.util.Objects.requireNonNull;

import io.erpconfig.cetec.customer.Customer.Hosting;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Customers, and what they come to as a whole.
 *
 * @param customers in the ERP's order
 * @param checks    whether their databases could be looked at
 */
public record CustomerReport(List<Customer> customers, Checks checks) {

    private static final Set<DatabaseState> LOOKED_AT = Set.of(DatabaseState.EXISTS, DatabaseState.MISSING);
    private static final Set<DatabaseState> NOT_LOOKED_AT =
            Set.of(DatabaseState.MYSQL_ERROR, DatabaseState.BATCH_TIMEOUT);

    /** The outcome of all checks together: {@code mysql_status}. */
    public enum Checks {
        COMPLETED,
        /** Some could not be made. */
        PARTIAL,
        /** None could be made that was to be. */
        FAILED,
        DISABLED;

        /** The word of the contract. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CustomerReport {
        customers = List.copyOf(customers);
        requireNonNull(checks, "checks");
    }

    /** @param checked whether databases are checked at all */
    public static CustomerReport of(List<Customer> customers, boolean checked) {
        if (!checked) {
            return new CustomerReport(customers, Checks.DISABLED);
        }
        boolean failed = customers.stream().map(Customer::database).anyMatch(NOT_LOOKED_AT::contains);
        boolean made = customers.stream().map(Customer::database).anyMatch(LOOKED_AT::contains);
        Checks checks = Checks.COMPLETED;
        if (failed) {
            checks = made ? Checks.PARTIAL : Checks.FAILED;
        }
        return new CustomerReport(customers, checks);
    }

    /**
     * Numbers of customers. Each counts in at most one of those behind the first; those whose database could not be looked
     * at count in none.
     */
    public record Summary(
            int customers,
            int existingDatabases,
            int residentHosting,
            int itarHosting,
            int invalidDomains,
            int noDatabase) {}

    public Summary summary() {
        return new Summary(
                customers.size(),
                count(each -> each.database() == DatabaseState.EXISTS),
                count(each -> each.hosting() == Hosting.RESIDENT && isElsewhere(each)),
                count(each -> each.hosting() == Hosting.ITAR && isElsewhere(each)),
                count(each -> each.database() == DatabaseState.INVALID_DOMAIN),
                count(each -> each.database() == DatabaseState.MISSING));
    }

    private static boolean isElsewhere(Customer customer) {
        return switch (customer.database()) {
            case ITAR_HOSTING, RESIDENT_HOSTING, UNAVAILABLE -> true;
            default -> false;
        };
    }

    private int count(Predicate<Customer> which) {
        return (int) customers.stream().filter(which).count();
    }
}
