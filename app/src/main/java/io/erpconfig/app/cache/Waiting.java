package io.erpconfig.app.cache;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;

/**
 * Whether a thread may wait for the storage. One of the server's selector threads must not: what it can't have from memory
 * it leaves to others. Safe for any number of threads; what one may, says nothing of another.
 */
public final class Waiting {

    private final ThreadLocal<Boolean> forbidden = new ThreadLocal<>();

    Waiting() {}

    /** This thread must not wait from now on. */
    public void forbid() {
        forbidden.set(true);
    }

    /** This thread may wait again. */
    public void allow() {
        forbidden.remove();
    }

    /** @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if this thread must not wait */
    void check() {
        if (forbidden.get() != null) {
            throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, "it is not in memory");
        }
    }
}
