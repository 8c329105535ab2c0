package io.erpconfig.http.diff;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.read.FileChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A line of a comparison.
 *
 * @param oldPath where the file was; where it is, if it is new
 * @param newPath where it is; where it was, if it is gone
 * @param change  its states; none of a file that only got another path
 */
public record FileDiff(String oldPath, String newPath, Optional<FileChange> change) {

    /** Puts files that are gone from one path and new at another, with the same content, together as renamed. */
    public static List<FileDiff> of(List<FileChange> changes) {
        Map<BlobId, Deque<String>> gone = new HashMap<>();
        for (FileChange change : changes) {
            if (change.after().isEmpty()) {
                gone.computeIfAbsent(blob(change.before()), blob -> new ArrayDeque<>())
                        .add(change.path());
            }
        }
        Map<String, String> renamed = new HashMap<>();
        for (FileChange change : changes) {
            if (change.before().isEmpty()) {
                Optional.ofNullable(gone.get(blob(change.after())))
                        .map(Deque::poll)
                        .ifPresent(old -> renamed.put(change.path(), old));
            }
        }
        Set<String> movedAway = Set.copyOf(renamed.values());
        List<FileDiff> diffs = new ArrayList<>();
        for (FileChange change : changes) {
            String path = change.path();
            if (renamed.containsKey(path)) {
                diffs.add(new FileDiff(renamed.get(path), path, Optional.empty()));
            } else if (!movedAway.contains(path)) {
                diffs.add(new FileDiff(path, path, Optional.of(change)));
            }
        }
        return diffs;
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
