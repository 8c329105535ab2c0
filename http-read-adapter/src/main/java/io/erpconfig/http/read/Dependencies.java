package io.erpconfig.http.read;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.RepoId;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The state that an answer was made from.
 *
 * @param repo   the project whose content it is
 * @param checks tell whether each thing that was looked up is still as it was
 * @param size   number of things that the checks compare with
 */
record Dependencies(RepoId repo, List<BooleanSupplier> checks, int size) {

    Dependencies {
        checks = List.copyOf(checks);
    }

    /** Whether the same request would be answered the same now. */
    boolean areUnchanged() {
        try {
            for (BooleanSupplier check : checks) {
                if (!check.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } catch (ConfigStoreException e) {
            // Something that was there is not: making the answer anew says so.
            return false;
        }
    }
}
