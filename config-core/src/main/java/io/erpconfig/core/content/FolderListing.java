package io.erpconfig.core.content;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The entries of a folder, and if wanted of all folders below it, as GitLab lists them: all folders, then all files.
 * Both are in the order of a walk through the tree, as git has it: a folder stands before what is in it, and where its
 * name would be with a {@code /} behind it. Nothing is collected: a part of it is found without what is before it. Safe
 * for any number of threads.
 */
public final class FolderListing {

    private final FolderListings listings;
    private final TreeId folder;
    private final String path;
    private final boolean recursive;
    private final FolderShape shape;

    FolderListing(FolderListings listings, TreeId folder, String path, boolean recursive) {
        this.listings = listings;
        this.folder = folder;
        this.path = path;
        this.recursive = recursive;
        this.shape = recursive ? listings.counted(folder) : listings.shape(folder);
    }

    /** Number of lines. */
    public int size() {
        return folders() + (recursive ? shape.allFiles() : shape.files());
    }

    private int folders() {
        return recursive ? shape.allFolders() : shape.folders();
    }

    /** The lines from one on; none behind the last. */
    public Iterator<ListedEntry> from(long index) {
        if (index >= size()) {
            return Collections.emptyIterator();
        }
        int at = (int) index;
        return at < folders()
                ? new Concatenation(walk(TreeIterator.Kind.FOLDERS, at), walk(TreeIterator.Kind.FILES, 0))
                : walk(TreeIterator.Kind.FILES, at - folders());
    }

    private TreeIterator walk(TreeIterator.Kind kind, int index) {
        TreeIterator walk = listings.entries(folder, path, recursive, kind);
        walk.skip(index);
        return walk;
    }

    /** The lines behind a folder, which need not be in the list. */
    public Iterator<ListedEntry> afterFolder(String folderPath) {
        return new Concatenation(after(TreeIterator.Kind.FOLDERS, folderPath + '/'), walk(TreeIterator.Kind.FILES, 0));
    }

    /** The lines behind a file, which need not be in the list. */
    public Iterator<ListedEntry> afterFile(String filePath) {
        return after(TreeIterator.Kind.FILES, filePath);
    }

    private TreeIterator after(TreeIterator.Kind kind, String key) {
        TreeIterator walk = listings.entries(folder, path, recursive, kind);
        walk.skipTo(key);
        return walk;
    }

    private record Concatenation(Iterator<ListedEntry> first, Iterator<ListedEntry> second)
            implements Iterator<ListedEntry> {

        @Override
        public boolean hasNext() {
            return first.hasNext() || second.hasNext();
        }

        @Override
        public ListedEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return first.hasNext() ? first.next() : second.next();
        }
    }
}
