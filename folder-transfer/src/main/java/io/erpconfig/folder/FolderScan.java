package io.erpconfig.folder;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.error.ConfigStoreException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the files of a folder that is to be imported, before anything of them is read. */
final class FolderScan extends SimpleFileVisitor<Path> {

    private static final String GIT = ".git";

    private final Path folder;
    private final long maxFileSize;
    private final LocalFolders.DataDirectories stores;
    private final List<LocalFile> files = new ArrayList<>();
    private final SortedMap<String, String> refused = new TreeMap<>();

    private FolderScan(Path folder, long maxFileSize, LocalFolders.DataDirectories stores) {
        this.folder = folder;
        this.maxFileSize = maxFileSize;
        this.stores = stores;
    }

    /**
     * The files below a folder, at any depth. What is named {@code .git} in any case, folder or file, is left out.
     *
     * @param maxFileSize in bytes
     * @param stores      folders that can't be imported
     * @throws FolderException naming what is a link, a special file, a name that no branch can hold, unreadable or too large
     */
    static List<LocalFile> of(Path folder, long maxFileSize, LocalFolders.DataDirectories stores) {
        FolderScan scan = new FolderScan(folder, maxFileSize, stores);
        try {
            Files.walkFileTree(folder, scan);
        } catch (IOException e) {
            throw new FolderException("can't read folder '" + folder + "': " + e.getMessage(), e);
        }
        if (!scan.refused.isEmpty()) {
            String first = scan.refused.firstKey();
            int others = scan.refused.size() - 1;
            throw new FolderException("'" + first + "' " + scan.refused.get(first)
                    + (others == 0 ? "" : " (and " + others + " more of what is in the folder can't be imported)"));
        }
        return scan.files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
        if (dir.equals(folder)) {
            return FileVisitResult.CONTINUE;
        }
        if (isGit(dir)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (stores.include(dir)) {
            refuse(
                    dir,
                    "is a data directory of ERP Config Store, with tokens and passwords; import a folder that doesn't"
                            + " hold one");
            return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (isGit(file)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            refuse(file, "is a link; put the file itself in its place, or take it out");
        } else if (!attributes.isRegularFile()) {
            refuse(file, "is neither a file nor a folder; take it out");
        } else if (attributes.size() > maxFileSize) {
            refuse(file, "has " + attributes.size() + " bytes; a file may have " + maxFileSize + " (--max-file-size)");
        } else {
            add(file, attributes);
        }
        return FileVisitResult.CONTINUE;
    }

    private void add(Path file, BasicFileAttributes attributes) {
        String name = name(file);
        if (!namesAgain(name, file)) {
            refuse(
                    file,
                    "has a name that is not valid " + System.getProperty("sun.jnu.encoding", "UTF-8")
                            + "; rename it, or set LC_ALL=C.UTF-8 if it is UTF-8");
            return;
        }
        try {
            ConfigPath path = new ConfigPath(name);
            path.requireSavable();
            files.add(new LocalFile(
                    folder,
                    path,
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis()));
        } catch (ConfigStoreException e) {
            refuse(file, "can't be a path in a branch: " + e.getMessage());
        }
    }

    /** A name that was not valid in the locale's encoding has become another text, which names another file or none. */
    private boolean namesAgain(String name, Path file) {
        try {
            return folder.resolve(name).equals(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (file.equals(folder)) {
            throw failure;
        }
        refuse(file, "can't be read; check its permissions");
        return FileVisitResult.CONTINUE;
    }

    private void refuse(Path file, String why) {
        refused.put(printable(name(file)), why);
    }

    private String name(Path file) {
        String relative = folder.relativize(file).toString();
        String separator = folder.getFileSystem().getSeparator();
        return separator.equals("/") ? relative : relative.replace(separator, "/");
    }

    /** A name that may hold anything, on one line. */
    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    private static boolean isGit(Path file) {
        return file.getFileName() != null && file.getFileName().toString().equalsIgnoreCase(GIT);
    }
}
