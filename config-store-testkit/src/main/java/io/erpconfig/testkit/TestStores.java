package io.erpconfig.testkit;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.memory.InMemoryStore;
import java.time.Clock;
import java.util.ServiceLoader;

/**
 * The store that tests run on of what is built upon stores, such as an HTTP API: in memory, unless {@code -Dtest.store=}
 * names another kind that is on their class path. So the same tests run on each of them.
 */
public final class TestStores {

    private static final String IN_MEMORY = "memory";

    private TestStores() {}

    /** A kind of store, found by {@link ServiceLoader}. */
    public interface Kind {

        /** The name of the kind in {@code -Dtest.store=}. */
        String name();

        /** An empty store; the tests close it. */
        ConfigStore open(Clock clock);
    }

    /** An empty store of the kind of this run. */
    public static ConfigStore open(Clock clock) {
        String name = System.getProperty("test.store", IN_MEMORY);
        if (name.equals(IN_MEMORY)) {
            return InMemoryStore.create(clock);
        }
        return ServiceLoader.load(Kind.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(kind -> kind.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("test.store: there is no " + name))
                .open(clock);
    }
}
