package io.erpconfig.folder;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folders of this process. */
public final class LocalFolders implements Folders {

    /** Tells which folders are a store's own, such as those that {@code FileSystemStore} knows as data directories. */
    @FunctionalInterface
    public interface DataDirectories {

        /** Whether a folder is one, or looks like a copy of one. */
        boolean include(Path folder) throws IOException;
    }

    private final DataDirectories stores;

    /** @param stores folders that are neither read nor written, nor is what is in them */
    public LocalFolders(DataDirectories stores) {
        this.stores = requireNonNull(stores, "stores");
    }

    @Override
    public FoundFolder find(String folder, long maxFileSize) {
        Path named = path(folder).toAbsolutePath();
        if (!Files.isDirectory(named)) {
            throw new FolderException("'" + named + "' is " + (Files.exists(named) ? "not a folder" : "not there"));
        }
        Path name = named.normalize().getFileName();
        Path real = real(named);
        requireNoDataDirectory(real, "import");
        return new FoundFolder(name == null ? folder : name.toString(), FolderScan.of(real, maxFileSize, stores));
    }

    /** Refuses a data directory and any folder of it: a store's files are not to be read or written. */
    private void requireNoDataDirectory(Path real, String verb) {
        for (Path each = real; each != null; each = each.getParent()) {
            if (isDataDirectory(each)) {
                throw new FolderException("'" + each + "' is a data directory of ERP Config Store, with tokens and"
                        + " passwords; " + verb + " another folder");
            }
        }
    }

    private boolean isDataDirectory(Path folder) {
        try {
            return stores.include(folder);
        } catch (IOException e) {
            throw new FolderException("can't read folder '" + folder + "': " + FolderException.reason(e), e);
        }
    }

    /** The folder itself, where a link to it was named: only links in a folder are refused. */
    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new FolderException("can't read folder '" + folder + "': " + FolderException.reason(e), e);
        }
    }

    @Override
    public NewFolder make(String folder, String marker) {
        Path made = path(folder);
        requireEmpty(made);
        requireNoDataDirectory(real(there(made)), "export to");
        try {
            // A link to a folder is one: made is only what isn't there.
            Path root = (Files.isDirectory(made) ? made : Files.createDirectories(made)).toRealPath();
            return new NewLocalFolder(made, root, Files.createFile(root.resolve(marker)));
        } catch (IOException e) {
            throw new FolderException("can't make folder '" + folder + "': " + FolderException.reason(e), e);
        }
    }

    /** The nearest existing part of the path of a folder that is to be made. */
    private static Path there(Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private static void requireEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new FolderException("'" + folder + "' is not a folder; name a new one");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw new FolderException("folder '" + folder + "' is not empty; name a new or an empty one");
            }
        } catch (IOException e) {
            throw new FolderException("can't read folder '" + folder + "': " + FolderException.reason(e), e);
        }
    }

    private static Path path(String folder) {
        try {
            return Path.of(folder);
        } catch (InvalidPathException e) {
            throw new FolderException("'" + folder + "' is no name of a folder here: " + e.getReason(), e);
        }
    }
}
