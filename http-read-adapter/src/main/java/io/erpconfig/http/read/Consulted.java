package io.erpconfig.http.read;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.project.RepoId;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What an answer was made from.
 *
 * @param repo   whose content it is
 * @param checks whether each thing that was looked up is still as it was
 */
record Consulted(RepoId repo, List<BooleanSupplier> checks) {

    Consulted {
        checks = List.copyOf(checks);
    }

    /** Whether the same request would be answered the same now. */
    boolean stillHolds() {
        try {
            for (BooleanSupplier check : checks) {
                if (!check.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } catch (ConfigStoreException e) {
            // Something that was there is not: whoever makes the answer anew says so.
            return false;
        }
    }
}
