package io.erpconfig.store.gridfs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a process remembers of a database as long as there is room. */
final class InMind {

    private InMind() {}

    /** A map for any number of threads, which forgets what was not asked for the longest. */
    static <K, V> Map<K, V> ofAtMost(int entries) {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > entries;
            }
        });
    }
}
