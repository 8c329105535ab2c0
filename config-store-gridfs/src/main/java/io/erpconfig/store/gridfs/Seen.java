package io.erpconfig.store.gridfs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Values that this process has seen in a database, for as long as there is room and no connection to a server is lost. A
 * server that was killed may have forgotten what it had not written to its journal yet, also what others have read there,
 * so nothing that was seen before is relied on afterwards. Safe for any number of threads.
 */
final class Seen<K, V> {

    private record Sighting<V>(V value, long losses) {}

    private final Database database;
    private final Map<K, Sighting<V>> sightings;

    /** @param entries number of keys, of which the least recently used one is forgotten first */
    Seen(Database database, int entries) {
        this.database = database;
        this.sightings = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Sighting<V>> eldest) {
                return size() > entries;
            }
        });
    }

    /** The value that was seen last, unless a connection has been lost since. */
    Optional<V> find(K key) {
        return Optional.ofNullable(sightings.get(key))
                .filter(sighting -> sighting.losses() == database.losses())
                .map(Sighting::value);
    }

    /**
     * Notes what was seen.
     *
     * @param losses {@link Database#losses()} before the value was read or written
     * @param newer  chooses between two values that were seen since then
     */
    void note(K key, V value, long losses, BinaryOperator<V> newer) {
        sightings.merge(key, new Sighting<>(value, losses), (known, seen) -> {
            if (known.losses() != seen.losses()) {
                return known.losses() < seen.losses() ? seen : known;
            }
            return new Sighting<>(newer.apply(known.value(), seen.value()), losses);
        });
    }

    void forget(K key) {
        sightings.remove(key);
    }
}
