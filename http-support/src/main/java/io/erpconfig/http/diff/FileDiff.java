package io.erpconfig.http.diff;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.read.FileChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A line of a comparison.
 *
 * @param oldPath where the file was; where it is, if it is new
 * @param newPath where it is; where it was, if it is gone
 * @param change  its states; none of a file that only got another path
 */
public record FileDiff(String oldPath, String newPath, Optional<FileChange> change) {

    /** Most files that are gone and looked for at another path. Beyond them, one is gone, and another is new. */
    static final int MAX_GONE = 10_000;

    /**
     * Puts files that are gone from one path and new at another, with the same content, together as renamed. No more is held
     * than what is to be put together; the rest is read as the iteration gets to it.
     *
     * @param changes may be gone through again and again
     */
    public static Iterable<FileDiff> of(Iterable<FileChange> changes) {
        Map<String, String> renamed = renamed(changes, gone(changes));
        Set<String> movedAway = Set.copyOf(renamed.values());
        return () -> StreamSupport.stream(changes.spliterator(), false)
                .filter(change -> !movedAway.contains(change.path()) || renamed.containsKey(change.path()))
                .map(change -> of(change, Optional.ofNullable(renamed.get(change.path()))))
                .iterator();
    }

    private static FileDiff of(FileChange change, Optional<String> oldPath) {
        return oldPath.map(old -> new FileDiff(old, change.path(), Optional.empty()))
                .orElseGet(() -> new FileDiff(change.path(), change.path(), Optional.of(change)));
    }

    /** The places of deleted files, by their content. */
    private static Map<BlobId, Deque<String>> gone(Iterable<FileChange> changes) {
        Map<BlobId, Deque<String>> gone = new HashMap<>();
        int count = 0;
        for (FileChange change : changes) {
            if (change.after().isEmpty() && count < MAX_GONE) {
                count++;
                gone.computeIfAbsent(blob(change.before()), blob -> new ArrayDeque<>())
                        .add(change.path());
            }
        }
        return gone;
    }

    /** The earlier places of new files, by their path. */
    private static Map<String, String> renamed(Iterable<FileChange> changes, Map<BlobId, Deque<String>> gone) {
        Map<String, String> renamed = new HashMap<>();
        if (gone.isEmpty()) {
            return renamed;
        }
        for (FileChange change : changes) {
            if (change.before().isEmpty()) {
                Optional.ofNullable(gone.get(blob(change.after())))
                        .map(Deque::poll)
                        .ifPresent(old -> renamed.put(change.path(), old));
            }
        }
        return renamed;
    }

    private static BlobId blob(Optional<FileEntry> file) {
        return file.orElseThrow().blob();
    }

    /** A text of it with the files' names in front, if there are lines to compare. */
    String withHeaders(UnifiedDiff diff) {
        if (diff.text().isEmpty() || diff.binary()) {
            return diff.text();
        }
        return "--- " + (isNew() ? "/dev/null" : "a/" + oldPath) + "\n+++ " + (isGone() ? "/dev/null" : "b/" + newPath)
                + '\n' + diff.text();
    }

    boolean isNew() {
        return change.isPresent() && change.get().before().isEmpty();
    }

    boolean isGone() {
        return change.isPresent() && change.get().after().isEmpty();
    }
}
