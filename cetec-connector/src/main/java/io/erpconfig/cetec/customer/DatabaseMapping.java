package io.erpconfig.cetec.customer;

import java.util.Map;
import java.util.Optional;

/**
 * The databases of domains whose backups are elsewhere than usual: an operator's file says which.
 *
 * @param databases names by domain, exactly
 */
public record DatabaseMapping(Map<String, String> databases) {

    public DatabaseMapping {
        databases = Map.copyOf(databases);
        databases.forEach((domain, database) -> {
            if (domain.isBlank() || !CustomerRules.canBeDatabase(database)) {
                throw new IllegalArgumentException(
                        "'" + domain + "' is mapped to '" + database + "', which is no name of a database");
            }
        });
    }

    Optional<String> of(String domain) {
        return Optional.ofNullable(databases.get(domain));
    }
}
