package io.erpconfig.app;

import io.erpconfig.core.read.FileChange;
import java.io.PrintStream;
import java.util.List;

/** Files that a command has changed, or would, for a person: how many, and the first of them by name. */
final class Changes {

    /** Number of files of each kind that are named. */
    private static final int MOST_NAMES = 20;

    private final List<String> added;
    private final List<String> changed;
    private final List<String> deleted;

    Changes(List<FileChange> changes) {
        this.added = paths(changes, false, true);
        this.changed = paths(changes, true, true);
        this.deleted = paths(changes, true, false);
    }

    private static List<String> paths(List<FileChange> changes, boolean before, boolean after) {
        return changes.stream()
                .filter(change ->
                        change.before().isPresent() == before && change.after().isPresent() == after)
                .map(FileChange::path)
                .toList();
    }

    /** Names the files, one a line. */
    void print(PrintStream out) {
        print(out, "added", added);
        print(out, "changed", changed);
        print(out, "deleted", deleted);
    }

    private static void print(PrintStream out, String what, List<String> paths) {
        for (String path : paths.subList(0, Math.min(MOST_NAMES, paths.size()))) {
            out.printf("%-7s %s%n", what, path);
        }
        if (paths.size() > MOST_NAMES) {
            out.printf("%-7s and %d more%n", what, paths.size() - MOST_NAMES);
        }
    }

    /** Number of files of each kind. */
    @Override
    public String toString() {
        return added.size() + " added, " + changed.size() + " changed, " + deleted.size() + " deleted";
    }
}
