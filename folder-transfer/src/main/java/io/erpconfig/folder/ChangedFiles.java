package io.erpconfig.folder;

import io.erpconfig.core.read.FileChange;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Files that an import has changed, or would, for a person: how many, and the first of them by name. */
public final class ChangedFiles {

    /** Number of files of each kind that are named. */
    private static final int MOST_NAMES = 20;

    private final Kind added = new Kind();
    private final Kind changed = new Kind();
    private final Kind deleted = new Kind();

    /** Files of one kind: how many there are, and the first of them by name. */
    private static final class Kind {
        private final List<String> first = new ArrayList<>();
        private int count;

        void add(String path) {
            if (count++ < MOST_NAMES) {
                first.add(path);
            }
        }
    }

    /** @param changes as a comparison gives them */
    public ChangedFiles(Iterable<FileChange> changes) {
        for (FileChange change : changes) {
            Kind kind = change.before().isEmpty() ? added : change.after().isEmpty() ? deleted : changed;
            kind.add(change.path());
        }
    }

    /** Names the files, one a line. */
    public void print(PrintStream out) {
        print(out, "added", added);
        print(out, "changed", changed);
        print(out, "deleted", deleted);
    }

    private static void print(PrintStream out, String what, Kind kind) {
        kind.first.forEach(path -> out.printf("%-7s %s%n", what, path));
        if (kind.count > MOST_NAMES) {
            out.printf("%-7s and %d more%n", what, kind.count - MOST_NAMES);
        }
    }

    /** Number of files of each kind. */
    @Override
    public String toString() {
        return added.count + " added, " + changed.count + " changed, " + deleted.count + " deleted";
    }
}
