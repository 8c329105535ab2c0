package io.erpconfig.core.content;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The places of a folder's own folders among its entries, and, once they are known, the numbers of lines below each of
 * them: with that a line of a listing is found by its number. Safe for any number of threads.
 */
final class FolderShape {

    /** Size of a shape beside its folders, with its place in a map, in bytes. */
    private static final int OVERHEAD = 250;

    private static final int BYTES_PER_FOLDER = 3 * Integer.BYTES;

    private final int entries;

    /** The indices of the folders among the entries. */
    private final int[] folders;

    private volatile @Nullable Below below;

    /**
     * The numbers of lines below the folders.
     *
     * @param folders how many folders are listed before the n-th one: those before it and all that are in them; at the
     *     end how many there are altogether
     * @param files   how many files are below the folders before the n-th one
     */
    record Below(int[] folders, int[] files) {}

    private FolderShape(int entries, int[] folders) {
        this.entries = entries;
        this.folders = folders;
    }

    static FolderShape of(Tree tree) {
        int[] found = new int[8];
        int count = 0;
        for (int i = 0; i < tree.count(); i++) {
            if (!tree.isFile(i)) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, 2 * count);
                }
                found[count++] = i;
            }
        }
        return new FolderShape(tree.count(), Arrays.copyOf(found, count));
    }

    /** Size in memory, in bytes. */
    int bytes() {
        return OVERHEAD + BYTES_PER_FOLDER * folders.length;
    }

    /** Number of folders in it. */
    int folders() {
        return folders.length;
    }

    /** Number of files in it. */
    int files() {
        return entries - folders.length;
    }

    /** The index of the n-th folder among the entries. */
    int folder(int n) {
        return folders[n];
    }

    /** Number of folders before an entry. */
    int foldersBefore(int entry) {
        int found = Arrays.binarySearch(folders, entry);
        return found >= 0 ? found : -found - 1;
    }

    boolean isCounted() {
        return below != null;
    }

    void count(Below counted) {
        below = counted;
    }

    private Below below() {
        Below known = below;
        if (known == null) {
            throw new IllegalStateException("not counted");
        }
        return known;
    }

    /** Number of folders below it. */
    int allFolders() {
        return below().folders[folders.length];
    }

    /** Number of files below it. */
    int allFiles() {
        return files() + below().files[folders.length];
    }

    /** Number of lines of a kind below the n-th folder. */
    int listedIn(int n, TreeIterator.Kind kind) {
        Below known = below();
        return kind == TreeIterator.Kind.FOLDERS
                ? known.folders[n + 1] - known.folders[n] - 1
                : known.files[n + 1] - known.files[n];
    }

    /** Number of lines of a kind before the n-th folder and its content. */
    int listedBefore(int n, TreeIterator.Kind kind, boolean recursive) {
        if (kind == TreeIterator.Kind.FOLDERS) {
            return recursive ? below().folders[n] : n;
        }
        return folders[n] - n + (recursive ? below().files[n] : 0);
    }

    /** Number of folders that have fewer lines of a kind before them. */
    int listedWithin(int lines, TreeIterator.Kind kind, boolean recursive) {
        int low = 0;
        int high = folders.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (listedBefore(middle, kind, recursive) < lines) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
