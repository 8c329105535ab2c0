package io.erpconfig.core.read;

import io.erpconfig.core.content.FileEntry;
import java.util.Optional;

/**
 * A file that differs between two revisions.
 *
 * @param path   from the root
 * @param before as it was; empty if it is new
 * @param after  as it is; empty if it is gone
 */
public record FileChange(String path, Optional<FileEntry> before, Optional<FileEntry> after) {}
