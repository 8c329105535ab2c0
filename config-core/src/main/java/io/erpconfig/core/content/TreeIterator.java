package io.erpconfig.core.content;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A walk through the files, the folders, or both, of a folder, depth first. It holds the folders on the way to where it
 * is, and can begin at any line without walking through those before it. Used by one thread.
 */
final class TreeIterator implements Iterator<ListedEntry> {

    /** The kinds of entries that are listed. */
    enum Kind {
        FOLDERS,
        FILES,
        ALL
    }

    private final FolderListings listings;
    private final String path;
    private final boolean recursive;
    private final Kind kind;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** The next entry, once it has been looked for. */
    private @Nullable ListedEntry ahead;

    /** A folder on the way. */
    private static final class Level {
        private final TreeId id;
        private final Tree tree;
        private final List<TreeEntry> entries;
        private final String path;

        /** Index of the next entry; where only folders are listed, of the next folder. */
        private int next;

        Level(TreeId id, Tree tree, String path) {
            this.id = id;
            this.tree = tree;
            this.entries = tree.entries();
            this.path = path;
        }
    }

    /** @param path as in {@link FolderListings#of} */
    TreeIterator(FolderListings listings, TreeId folder, String path, boolean recursive, Kind kind) {
        this.listings = listings;
        this.path = path;
        this.recursive = recursive;
        this.kind = kind;
        enter(folder, path);
    }

    private Level enter(TreeId folder, String at) {
        Level level = new Level(folder, listings.load(folder), at);
        levels.push(level);
        return level;
    }

    private FolderShape shape(Level level) {
        return recursive ? listings.counted(level.id) : listings.shape(level.id);
    }

    // ---- where to begin

    /** Passes over the first lines, no more than there are, where one kind is listed. */
    void skip(int lines) {
        Level level = levels.element();
        int left = lines;
        while (left > 0) {
            FolderShape shape = shape(level);
            // The last folder that is listed, or whose files begin to be listed, within these lines.
            int last = shape.listedWithin(left, kind, recursive) - 1;
            if (last < 0) {
                level.next = left;
                return;
            }
            left -= shape.listedBefore(last, kind, recursive) + (kind == Kind.FOLDERS ? 1 : 0);
            int inside = recursive ? shape.listedIn(last, kind) : 0;
            if (left >= inside) {
                level.next = kind == Kind.FOLDERS ? last + 1 : shape.folder(last) + 1 + left - inside;
                return;
            }
            level.next = kind == Kind.FOLDERS ? last + 1 : shape.folder(last) + 1;
            level = enter(level, shape.folder(last));
        }
    }

    /** Passes over all that comes before or at a line, where one kind is listed. */
    void skipTo(String key) {
        Level level = levels.element();
        if (!key.startsWith(path)) {
            if (key.compareTo(path) > 0) {
                levels.clear();
            }
            return;
        }
        String rest = key.substring(path.length());
        while (true) {
            int slash = rest.indexOf('/');
            int found = level.tree.search(slash < 0 ? rest : rest.substring(0, slash + 1));
            int next = found < 0 ? -found - 1 : found + 1;
            level.next = kind == Kind.FOLDERS ? shape(level).foldersBefore(next) : next;
            if (found < 0 || slash < 0 || !recursive) {
                return;
            }
            level = enter(level, found);
            rest = rest.substring(slash + 1);
        }
    }

    private Level enter(Level above, int folder) {
        return enter(
                above.tree.folderTree(folder),
                above.path + above.entries.get(folder).name() + '/');
    }

    // ---- going on

    @Override
    public boolean hasNext() {
        if (ahead == null) {
            ahead = find();
        }
        return ahead != null;
    }

    @Override
    public ListedEntry next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException();
        }
        ListedEntry found = ahead;
        ahead = null;
        return found;
    }

    private @Nullable ListedEntry find() {
        while (!levels.isEmpty()) {
            Level level = levels.element();
            Optional<ListedEntry> found = kind == Kind.FOLDERS ? nextFolder(level) : nextEntry(level);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return null;
    }

    private Optional<ListedEntry> nextFolder(Level level) {
        FolderShape shape = shape(level);
        if (level.next == shape.folders()) {
            levels.pop();
            return Optional.empty();
        }
        int n = level.next++;
        TreeEntry folder = level.entries.get(shape.folder(n));
        if (recursive && shape.listedIn(n, kind) > 0) {
            enter(level, shape.folder(n));
        }
        return Optional.of(new ListedEntry(level.path + folder.name(), folder));
    }

    private Optional<ListedEntry> nextEntry(Level level) {
        if (level.next == level.tree.count()) {
            levels.pop();
            return Optional.empty();
        }
        int index = level.next++;
        boolean file = level.tree.isFile(index);
        if (!file && recursive) {
            enter(level, index);
        }
        if (!file && kind == Kind.FILES) {
            return Optional.empty();
        }
        TreeEntry entry = level.entries.get(index);
        return Optional.of(new ListedEntry(level.path + entry.name(), entry));
    }
}
