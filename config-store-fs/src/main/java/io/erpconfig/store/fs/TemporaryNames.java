package io.erpconfig.store.fs;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Names for temporary files in a folder that has none when the store is opened. Safe for any number of threads. */
final class TemporaryNames {

    private final Path folder;
    private final AtomicLong last = new AtomicLong();

    TemporaryNames(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** A name that is nobody else's. */
    Path next() {
        return folder.resolve(Long.toString(last.incrementAndGet(), Character.MAX_RADIX));
    }
}
