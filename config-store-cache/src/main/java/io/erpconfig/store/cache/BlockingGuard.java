package io.erpconfig.store.cache;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;

/**
 * Keeps threads from waiting for the storage, each by its own choice. The server's selector threads must not wait: what they
 * can't have from memory they leave to others. Safe for any number of threads.
 */
public final class BlockingGuard {

    private final ThreadLocal<Boolean> forbidden = new ThreadLocal<>();

    BlockingGuard() {}

    /** Forbids the calling thread to wait from now on. */
    public void forbid() {
        forbidden.set(true);
    }

    /** Allows the calling thread to wait again. */
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
