package io.erpconfig.core.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.history.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * What a snapshot changed over the one that it was made from.
 *
 * @param before    that one; empty if there is none, or none any more
 * @param added     paths of files that are new
 * @param modified  paths of files with other content
 * @param removed   paths of files that are gone
 * @param truncated whether there are more paths than are named
 */
public record SnapshotChange(
        Snapshot snapshot,
        Optional<Snapshot> before,
        List<String> added,
        List<String> modified,
        List<String> removed,
        boolean truncated) {

    public SnapshotChange {
        requireNonNull(snapshot, "snapshot");
        requireNonNull(before, "before");
        added = List.copyOf(added);
        modified = List.copyOf(modified);
        removed = List.copyOf(removed);
    }

    /** Roughly the number of characters in it. */
    long size() {
        long size = snapshot.message().length();
        for (List<String> paths : List.of(added, modified, removed)) {
            for (String path : paths) {
                size += path.length();
            }
        }
        return size;
    }
}
