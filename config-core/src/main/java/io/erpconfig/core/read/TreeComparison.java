package io.erpconfig.core.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderEntry;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that differ between two trees, by path, without looking into folders that are equal. They are found as the
 * iteration gets to them: it holds no more than the folders on the way. Each iteration is used by one thread.
 */
public final class TreeComparison implements Iterable<FileChange> {

    static final TreeId NOTHING = Tree.EMPTY.id();

    private final Trees trees;
    private final TreeId before;
    private final TreeId after;

    public TreeComparison(Trees trees, TreeId before, TreeId after) {
        this.trees = requireNonNull(trees, "trees");
        this.before = requireNonNull(before, "before");
        this.after = requireNonNull(after, "after");
    }

    /** The content that files have after where there were none before, or with other content; each once. */
    public Collection<GitBlob> newContent() {
        Map<GitId, GitBlob> found = new LinkedHashMap<>();
        for (FileChange change : this) {
            change.after()
                    .map(FileEntry::content)
                    .filter(content -> !change.before().map(FileEntry::content).equals(Optional.of(content)))
                    .ifPresent(content -> found.put(content.id(), content));
        }
        return found.values();
    }

    @Override
    public Iterator<FileChange> iterator() {
        return new Walk();
    }

    /** One side of a folder that differs. */
    private static final class Side {
        private final List<TreeEntry> entries;
        private int next;

        Side(Tree tree) {
            this.entries = tree.entries();
        }

        boolean hasNext() {
            return next < entries.size();
        }

        TreeEntry peek() {
            return entries.get(next);
        }

        TreeEntry take() {
            return entries.get(next++);
        }
    }

    /** A folder that differs: its entries before and after, in their common order. */
    private record Level(Side was, Side is, String prefix) {}

    /** Two folders at one path, of which one may not be there, or two files. */
    private record Pair(Optional<TreeEntry> was, Optional<TreeEntry> is) {

        TreeEntry any() {
            return is.or(() -> was).orElseThrow();
        }
    }

    private final class Walk implements Iterator<FileChange> {
        private final Deque<Level> levels = new ArrayDeque<>();
        private @Nullable FileChange ahead;

        Walk() {
            enter(before, after, "");
        }

        private void enter(TreeId was, TreeId is, String prefix) {
            if (!was.equals(is)) {
                levels.push(new Level(new Side(trees.load(was)), new Side(trees.load(is)), prefix));
            }
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && !levels.isEmpty()) {
                Level level = levels.element();
                if (level.was().hasNext() || level.is().hasNext()) {
                    look(level, next(level));
                } else {
                    levels.pop();
                }
            }
            return ahead != null;
        }

        @Override
        public FileChange next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException();
            }
            FileChange found = ahead;
            ahead = null;
            return found;
        }

        /** The next entry on either side, and on both if it has the same name and kind. */
        private static Pair next(Level level) {
            Side was = level.was();
            Side is = level.is();
            int order = was.hasNext() && is.hasNext()
                    ? Tree.key(was.peek()).compareTo(Tree.key(is.peek()))
                    : is.hasNext() ? 1 : -1;
            return new Pair(
                    order <= 0 ? Optional.of(was.take()) : Optional.empty(),
                    order >= 0 ? Optional.of(is.take()) : Optional.empty());
        }

        private void look(Level level, Pair pair) {
            String path = level.prefix() + pair.any().name();
            if (pair.any() instanceof FolderEntry) {
                enter(folder(pair.was()), folder(pair.is()), path + '/');
            } else if (!pair.was().equals(pair.is())) {
                ahead = new FileChange(
                        path, pair.was().map(FileEntry.class::cast), pair.is().map(FileEntry.class::cast));
            }
        }

        private static TreeId folder(Optional<TreeEntry> entry) {
            return entry.map(found -> ((FolderEntry) found).tree()).orElse(NOTHING);
        }
    }
}
