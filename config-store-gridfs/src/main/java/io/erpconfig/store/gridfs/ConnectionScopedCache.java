package io.erpconfig.store.gridfs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * A bounded cache of values read from a database, which counts only until a connection to a server is lost. A server that
 * was killed may have forgotten what it had not written to its journal yet, also what others have read there, so nothing
 * that was seen before is relied on afterwards. Safe for any number of threads.
 */
final class ConnectionScopedCache<K, V> {

    private record Kept<V>(V value, long losses) {}

    private final Database database;
    private final Map<K, Kept<V>> entries;

    /** @param maxEntries number of keys, of which the least recently used one is evicted first */
    ConnectionScopedCache(Database database, int maxEntries) {
        this.database = database;
        this.entries = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                return size() > maxEntries;
            }
        });
    }

    /** The value that was seen last, unless a connection has been lost since. */
    Optional<V> find(K key) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> entry.losses() == database.losses())
                .map(Kept::value);
    }

    /**
     * Keeps a value that was seen.
     *
     * @param losses {@link Database#losses()} before the value was read or written
     * @param newer  chooses between two values that were seen since then
     */
    void put(K key, V value, long losses, BinaryOperator<V> newer) {
        entries.merge(key, new Kept<>(value, losses), (known, seen) -> {
            if (known.losses() != seen.losses()) {
                return known.losses() < seen.losses() ? seen : known;
            }
            return new Kept<>(newer.apply(known.value(), seen.value()), losses);
        });
    }

    void invalidate(K key) {
        entries.remove(key);
    }
}
