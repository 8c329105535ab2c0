package io.erpconfig.http.read;

/**
 * Tells a store whether the calling thread may block. Where it must not, a store that would have to wait throws a {@link
 * io.erpconfig.core.ConfigStoreException} of the storage instead, at once. Safe for any number of threads.
 */
public interface BlockingPolicy {

    /** This thread must not wait from now on. */
    void forbid();

    /** This thread may wait again. */
    void allow();

    /** For stores that always find in memory what is asked for here. */
    BlockingPolicy ALWAYS_IN_MEMORY = new BlockingPolicy() {
        @Override
        public void forbid() {}

        @Override
        public void allow() {}
    };
}
