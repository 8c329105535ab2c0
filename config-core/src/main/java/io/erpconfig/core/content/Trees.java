package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folders as they are stored: what finds entries by path. Safe for any number of threads. */
public final class Trees {

    private static final TreeId EMPTY_ID = Tree.EMPTY.id();

    private final BlobStore blobs;
    private final Map<TreeId, Tree> fresh;

    public Trees(BlobStore blobs) {
        this(blobs, Map.of());
    }

    private Trees(BlobStore blobs, Map<TreeId, Tree> fresh) {
        this.blobs = blobs;
        this.fresh = fresh;
    }

    /**
     * The same folders and some that may not be stored yet.
     *
     * @param unstored by id; what is put in later counts too, but then one thread alone may use the result
     */
    public Trees with(Map<TreeId, Tree> unstored) {
        return new Trees(blobs, unstored);
    }

    /**
     * A stored folder.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if it is not there or is no folder
     */
    public Tree load(TreeId id) {
        if (id.equals(EMPTY_ID)) {
            return Tree.EMPTY;
        }
        Tree unstored = fresh.get(id);
        return unstored != null ? unstored : Tree.decode(blobs.read(id.blob()));
    }

    /** The entry at a path below a root. */
    public Optional<TreeEntry> find(TreeId root, ConfigPath path) {
        Tree folder = load(root);
        Iterator<String> segments = path.segments().iterator();
        while (true) {
            Optional<TreeEntry> entry = folder.find(segments.next());
            if (!segments.hasNext() || entry.isEmpty()) {
                return entry;
            }
            if (!(entry.get() instanceof FolderEntry next)) {
                return Optional.empty();
            }
            folder = load(next.tree());
        }
    }

    /** The longest part of a path, from its beginning, that something is at: the whole path if it is there. */
    public Optional<ConfigPath> findNearest(TreeId root, ConfigPath path) {
        Tree folder = load(root);
        int there = 0;
        for (String segment : path.segments()) {
            Optional<TreeEntry> entry = folder.find(segment);
            if (entry.isEmpty()) {
                break;
            }
            there += segment.length() + 1;
            if (!(entry.get() instanceof FolderEntry next)) {
                break;
            }
            folder = there > path.value().length() ? folder : load(next.tree());
        }
        return there == 0
                ? Optional.empty()
                : Optional.of(new ConfigPath(path.value().substring(0, there - 1)));
    }

    /** The file at a path below a root; a folder there is no file. */
    public Optional<FileEntry> findFile(TreeId root, ConfigPath path) {
        return find(root, path).filter(FileEntry.class::isInstance).map(FileEntry.class::cast);
    }

    /** The folder at a path below a root; a file there is no folder. */
    public Optional<TreeId> findFolder(TreeId root, ConfigPath path) {
        return find(root, path).filter(FolderEntry.class::isInstance).map(entry -> ((FolderEntry) entry).tree());
    }

    /** Visits everything below a folder, depth first, in the order of the content id; a folder before what is in it. */
    public void walk(TreeId folder, Visitor visitor) {
        walk(load(folder).entries(), "", visitor);
    }

    private void walk(List<TreeEntry> entries, String prefix, Visitor visitor) {
        for (TreeEntry entry : entries) {
            String path = prefix + entry.name();
            if (visitor.visit(path, entry) && entry instanceof FolderEntry below) {
                walk(load(below.tree()).entries(), path + '/', visitor);
            }
        }
    }

    /** Receives the entries of a {@linkplain #walk walk}. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One entry.
         *
         * @param path relative to where the walk began
         * @return whether to go into it, if it is a folder
         */
        boolean visit(String path, TreeEntry entry);
    }
}
