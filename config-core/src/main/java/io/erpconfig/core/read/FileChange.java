package io.erpconfig.core.read;

import io.erpconfig.core.content.FileEntry;
import java.util.Optional;

/**
 * A file that differs between two revisions.
 *
 * @param path   from the root
 * @param before the file as it was; empty if it is new
 * @param after  as it is; empty if it is gone
 */
public record FileChange(String path, Optional<FileEntry> before, Optional<FileEntry> after) {

    /** Both states together, in bytes: what there is to compare. */
    public long size() {
        return before.map(FileEntry::size).orElse(0L)
                + after.map(FileEntry::size).orElse(0L);
    }
}
