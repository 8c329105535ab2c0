package io.erpconfig.core.mark;

import java.util.Optional;

/**
 * Marks a store that is being filled from another one, and so is not whole. The store's other ports work all the same:
 * a caller that opens a store in order to use it looks here first.
 *
 * <p>Every change is atomic, durable when its method returns, and visible to every call begun afterwards. Safe for any
 * number of threads.
 */
public interface MigrationMark {

    /** The store that this one is being filled from, as it was {@linkplain #set set}; empty if it is whole. */
    Optional<String> source();

    /**
     * Marks the store. Of any number of callers that race, exactly one succeeds.
     *
     * @param source names the other store to a person; without secrets
     * @return false, with nothing changed, if it is marked already
     */
    boolean set(String source);

    /** Takes the mark away; its not being there is no error. */
    void clear();
}
