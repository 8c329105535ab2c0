package io.erpconfig.core.content;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists folders, whole or from a line on. How much is in a folder is counted once and remembered, as folders never change;
 * what was not asked for longest is forgotten. Safe for any number of threads.
 */
public final class FolderListings {

    private static final long MAX_BYTES = 8 << 20;

    private final Trees trees;
    private final long maxBytes;

    /** The one that was asked for last at the end. Guarded by itself. */
    private final Map<TreeId, FolderShape> shapes = new LinkedHashMap<>(16, 0.75f, true);

    /** Size of the shapes in bytes. Guarded by {@link #shapes}. */
    private long bytes;

    public FolderListings(Trees trees) {
        this(trees, MAX_BYTES);
    }

    /** @param maxBytes that what is remembered may take, roughly */
    FolderListings(Trees trees, long maxBytes) {
        this.trees = requireNonNull(trees, "trees");
        this.maxBytes = maxBytes;
    }

    /**
     * The listing of a folder by number of lines.
     *
     * @param folder    the folder
     * @param path      where it is: empty for the root, else ending in {@code /}; each line's path begins with it
     * @param recursive whether what is in its folders is listed too
     */
    public FolderListing of(TreeId folder, String path, boolean recursive) {
        return new FolderListing(this, folder, path, recursive);
    }

    /**
     * The entries of a folder, in the order of {@link String#compareTo} with folders before their content. Folders are
     * read as the iteration gets to them.
     *
     * @param path      as in {@link #of}
     * @param recursive as in {@link #of}
     */
    public Iterable<ListedEntry> all(TreeId folder, String path, boolean recursive) {
        return () -> entries(folder, path, recursive, TreeIterator.Kind.ALL);
    }

    TreeIterator entries(TreeId folder, String path, boolean recursive, TreeIterator.Kind kind) {
        return new TreeIterator(this, folder, path, recursive, kind);
    }

    Tree load(TreeId id) {
        return trees.load(id);
    }

    /** A folder's shape, with what is below its folders only if somebody has asked for that. */
    FolderShape shape(TreeId id) {
        FolderShape known = known(id);
        return known == null ? remember(id, FolderShape.of(load(id))) : known;
    }

    /** A folder's shape with what is below its folders. */
    FolderShape counted(TreeId id) {
        FolderShape shape = shape(id);
        if (!shape.isCounted()) {
            count(shape, load(id));
        }
        return shape;
    }

    private void count(FolderShape shape, Tree tree) {
        int[] folders = new int[shape.folders() + 1];
        int[] files = new int[shape.folders() + 1];
        for (int i = 0; i < shape.folders(); i++) {
            FolderShape below = countedBelow(tree.folderTree(shape.folder(i)));
            folders[i + 1] = folders[i] + 1 + below.allFolders();
            files[i + 1] = files[i] + below.allFiles();
        }
        shape.count(new FolderShape.Below(folders, files));
    }

    /** One without folders is not worth remembering: the folder above tells the same. */
    private FolderShape countedBelow(TreeId id) {
        FolderShape known = known(id);
        if (known == null) {
            Tree tree = load(id);
            known = FolderShape.of(tree);
            count(known, tree);
            if (known.folders() > 0) {
                remember(id, known);
            }
        } else if (!known.isCounted()) {
            count(known, load(id));
        }
        return known;
    }

    /** Size of everything that is remembered, in bytes. */
    long remembered() {
        synchronized (shapes) {
            return bytes;
        }
    }

    private @Nullable FolderShape known(TreeId id) {
        synchronized (shapes) {
            return shapes.get(id);
        }
    }

    private FolderShape remember(TreeId id, FolderShape shape) {
        synchronized (shapes) {
            FolderShape before = shapes.put(id, shape);
            bytes += shape.bytes() - (before == null ? 0 : before.bytes());
            for (Iterator<FolderShape> each = shapes.values().iterator(); bytes > maxBytes && each.hasNext(); ) {
                bytes -= each.next().bytes();
                each.remove();
            }
        }
        return shape;
    }
}
