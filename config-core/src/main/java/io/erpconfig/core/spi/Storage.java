package io.erpconfig.core.spi;

import io.erpconfig.core.change.ChangeListener;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;

/** The place where all ports of a store keep their data. Safe for use by any number of threads. */
public interface Storage {

    /**
     * Returns if the storage answers, and as far as is known can be written.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if it does not
     */
    void checkReachable();

    /**
     * Adds a listener of changes, if this storage tells of them. One that nobody but this process changes need not.
     *
     * @see io.erpconfig.core.ConfigStore#follow
     */
    default void follow(ChangeListener listener) {}

    /** Gives up the storage. Calls under way may fail; nothing acknowledged is lost. Closing twice does nothing. */
    void close();
}
