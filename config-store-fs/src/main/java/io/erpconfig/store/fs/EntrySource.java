package io.erpconfig.store.fs;

import java.io.IOException;
import java.util.Optional;

/** Entries by their keys, at most one for each: those of the frames of the journal from one number to another. */
interface EntrySource {

    /** The number of its first frame; of two sources the one with the higher number is the newer one. */
    long first();

    /** The entry of the highest key that is not above this one. */
    Optional<? extends Entry> floor(EntryKey key) throws IOException;

    /** The entries from a key on, in the order of their keys. */
    EntryCursor from(EntryKey key) throws IOException;

    /** The entry of a key. */
    default Optional<? extends Entry> find(EntryKey key) throws IOException {
        return floor(key).filter(found -> found.key().equals(key));
    }
}
