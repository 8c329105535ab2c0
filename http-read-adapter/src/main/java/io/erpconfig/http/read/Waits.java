package io.erpconfig.http.read;

/**
 * Whether a thread may wait for the storage. Where it must not, a store that would have to throws a {@link
 * io.erpconfig.core.ConfigStoreException} of the storage instead, at once. Safe for any number of threads.
 */
public interface Waits {

    /** This thread must not wait from now on. */
    void forbid();

    /** This thread may wait again. */
    void allow();

    /** For stores that always find in memory what is asked for here. */
    Waits NEVER = new Waits() {
        @Override
        public void forbid() {}

        @Override
        public void allow() {}
    };
}
