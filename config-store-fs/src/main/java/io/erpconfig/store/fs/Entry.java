package io.erpconfig.store.fs;

import java.io.IOException;

/** What a source says of a key: its value, or that there is none any more, whatever older sources say. */
interface Entry {

    EntryKey key();

    /** Whether it says that there is nothing of this key any more. */
    boolean isDeletion();

    /** The length of the value, or of the one that was deleted, in bytes. */
    int length();

    /**
     * The value of what is no deletion.
     *
     * @throws DamagedPackException if it can't be read because what is on the disk is not what was written
     */
    byte[] value() throws IOException;
}
