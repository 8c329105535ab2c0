package io.erpconfig.core.migration;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import java.util.function.Supplier;

/** One of the two stores of a migration, as a store's error doesn't say which it is. */
enum Side {
    SOURCE("source"),
    TARGET("target");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    private String prefix() {
        return "in the " + word + ": ";
    }

    private boolean isTold(String message) {
        return message.startsWith(prefix());
    }

    /**
     * Asks this store something; an error of its storage then says whose it is. The other store may be asked on the way,
     * likewise: what says whose it is stays so.
     */
    <T> T telling(Supplier<T> asking) {
        try {
            return asking.get();
        } catch (ConfigStoreException e) {
            boolean untold = e.code().category() == ErrorCategory.STORAGE
                    && !SOURCE.isTold(e.getMessage())
                    && !TARGET.isTold(e.getMessage());
            throw untold ? new ConfigStoreException(e.code(), prefix() + e.getMessage(), e) : e;
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
