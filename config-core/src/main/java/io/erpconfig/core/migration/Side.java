package io.erpconfig.core.migration;

import io.erpconfig.core.Blame;
import io.erpconfig.core.ConfigStoreException;
import java.util.function.Supplier;

/** Which of the two stores: a store's error doesn't say. */
enum Side {
    SOURCE("source"),
    TARGET("target");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    /** Asks this store something; an error of its storage then says whose it is. */
    <T> T telling(Supplier<T> asking) {
        try {
            return asking.get();
        } catch (ConfigStoreException e) {
            throw e.code().blame() == Blame.STORAGE
                    ? new ConfigStoreException(e.code(), "in the " + word + ": " + e.getMessage(), e)
                    : e;
        }
    }

    /** The same for what has no answer. */
    void telling(Runnable asking) {
        telling(() -> {
            asking.run();
            return this;
        });
    }
}
