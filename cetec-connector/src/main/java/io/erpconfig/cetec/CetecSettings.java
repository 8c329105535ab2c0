package io.erpconfig.cetec;

import static java.util.Objects.requireNonNull;

import io.erpconfig.cetec.customer.DatabaseMapping;
import io.erpconfig.cetec.upstream.UpstreamSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Settings on the ERP proxy.
 *
 * @param upstream how the ERP is asked
 * @param mapping  databases of domains whose backups are elsewhere than usual; none if there is no such file
 * @param excluded ids of customers that are left out
 * @param keep     time for which an answer serves all who ask for the same
 */
public record CetecSettings(
        UpstreamSettings upstream, Optional<DatabaseMapping> mapping, Set<String> excluded, Duration keep) {

    /** The default for how long an answer serves all (contract, section 10). */
    public static final Duration DEFAULT_KEEP = Duration.ofSeconds(30);

    public CetecSettings {
        requireNonNull(upstream, "upstream");
        requireNonNull(mapping, "mapping");
        excluded = Set.copyOf(excluded);
        if (keep.isNegative()) {
            throw new IllegalArgumentException("keep: " + keep);
        }
    }
}
