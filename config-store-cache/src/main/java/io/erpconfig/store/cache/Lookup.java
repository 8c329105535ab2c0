package io.erpconfig.store.cache;

import java.util.function.Function;

/** Whether a lookup is answered with what is kept, or with what is stored. */
interface Lookup {

    /** Answers with the kept value, if it is young enough. */
    Lookup RECENT = RefreshingCache::get;

    /** Answers with a value that is read now, which is kept from now on. */
    Lookup UP_TO_DATE = RefreshingCache::read;

    /**
     * Looks something up.
     *
     * @param kept what was read before
     * @param read reads it
     */
    <K, V> V find(RefreshingCache<K, V> kept, K key, Function<K, V> read);
}
