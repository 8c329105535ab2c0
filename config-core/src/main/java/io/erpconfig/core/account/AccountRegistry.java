package io.erpconfig.core.account;

import io.erpconfig.core.project.OwnerId;
import java.util.List;
import java.util.Optional;

/**
 * The accounts' records. Every change is atomic, durable when its method returns, and visible to every call begun
 * afterwards. Absence is an empty result. Safe for any number of threads.
 */
public interface AccountRegistry {

    /** Adds an account. Returns false, and changes nothing, if there is one of that name. */
    boolean add(Account account);

    Optional<Account> find(OwnerId name);

    /** All accounts by name. */
    List<Account> list();

    /**
     * Puts a record in the place of the one with the same name, if that is still as expected.
     *
     * @return false, with nothing changed, if it is not as expected or not there
     * @throws IllegalArgumentException if the change is one of the name
     */
    boolean replace(Account expected, Account changed);

    /** Checks that a change is not one of the name; for implementations. */
    static void requireSameName(Account expected, Account changed) {
        if (!expected.name().equals(changed.name())) {
            throw new IllegalArgumentException("changed: the name stays " + expected.name());
        }
    }

    /** Removes an account. Returns false if it wasn't there. */
    boolean remove(OwnerId name);

    /** Whether there never was an account in this store, not even one that was removed. */
    boolean untouched();

    /**
     * Makes the store count as one that had an account, as if one had been added and removed: {@link #untouched} is
     * false from now on. Doing it again does nothing. For copies of stores all of whose accounts were removed.
     */
    void markTouched();
}
