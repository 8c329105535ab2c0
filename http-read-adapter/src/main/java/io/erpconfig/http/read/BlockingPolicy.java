package io.erpconfig.http.read;

/**
 * Tells a store whether the calling thread may block. Where it must not, a store that would have to wait throws a {@link
 * io.erpconfig.core.error.ConfigStoreException} of the storage instead, at once. Safe for any number of threads.
 */
public interface BlockingPolicy {

    /** Forbids the calling thread to wait from now on. */
    void forbid();

    /** Allows the calling thread to wait again. */
    void allow();

    /** The policy of stores that answer from memory in any case. */
    BlockingPolicy ALWAYS_IN_MEMORY = new BlockingPolicy() {
        @Override
        public void forbid() {}

        @Override
        public void allow() {}
    };
}
