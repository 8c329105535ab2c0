package io.erpconfig.app.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folders of this process. */
public final class LocalFolders implements Folders {

    @Override
    public FoundFolder find(String folder, long maxFileSize) {
        Path found = path(folder).toAbsolutePath().normalize();
        if (!Files.isDirectory(found)) {
            throw new FolderException("'" + found + "' is " + (Files.exists(found) ? "not a folder" : "not there"));
        }
        Path name = found.getFileName();
        return new FoundFolder(name == null ? folder : name.toString(), FolderScan.of(found, maxFileSize));
    }

    @Override
    public NewFolder make(String folder, String marker) {
        Path made = path(folder);
        requireEmpty(made);
        try {
            Path root = Files.createDirectories(made).toRealPath();
            return new NewLocalFolder(made, root, Files.createFile(root.resolve(marker)));
        } catch (IOException e) {
            throw new FolderException("can't make folder '" + folder + "': " + FolderException.reason(e), e);
        }
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
