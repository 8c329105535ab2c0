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

    /** Puts a record in the place of the one with the same name. Returns false if that isn't there. */
    boolean replace(Account changed);

    /** Removes an account. Returns false if it wasn't there. */
    boolean remove(OwnerId name);

    /** Whether there never was an account in this store, not even one that was removed. */
    boolean untouched();
}
