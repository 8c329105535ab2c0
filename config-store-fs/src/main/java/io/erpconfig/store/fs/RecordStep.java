package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A change of a record that a frame of the journal makes: what the frame says of it, and how it is put in place. That is one
 * rename, after which nothing can fail any more, so it never has to be taken back. Used by one thread.
 *
 * @param entry what the frame says
 * @param from  what gets another name; what is new was synced before
 * @param to    the name, whose file it takes the place of; a temporary one for what is deleted
 */
record RecordStep(JournalEntry.OfFile entry, Path from, Path to) {

    void place() throws IOException {
        if (entry.movedTo().isPresent()) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
