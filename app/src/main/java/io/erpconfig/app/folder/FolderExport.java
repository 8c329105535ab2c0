package io.erpconfig.app.folder;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.ListedEntry;
import io.erpconfig.core.read.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A revision on its way into a folder. Until everything is there, the folder also holds a file named
 * {@value #INCOMPLETE}, so that what a failure or a kill leaves behind is not taken for the whole.
 */
public final class FolderExport {

    private static final String INCOMPLETE = "EXPORT-INCOMPLETE";

    private final ConfigReader reader;
    private final List<ListedEntry> entries;

    /** Lists what is to be exported. */
    public FolderExport(ConfigReader reader, Revision revision) {
        this.reader = reader;
        this.entries = reader.list(reader.root(revision), "", true);
    }

    /** How many files. */
    public long files() {
        return sizes().count();
    }

    /** Of all files together, in bytes. */
    public long bytes() {
        return sizes().sum();
    }

    private LongStream sizes() {
        return entries.stream()
                .filter(listed -> listed.entry() instanceof FileEntry)
                .mapToLong(listed -> ((FileEntry) listed.entry()).size());
    }

    /**
     * Writes everything below a folder, which is made if it isn't there.
     *
     * @param progress is told of bytes that have been written
     * @throws FolderException if something is in the folder already, or it can't be written
     */
    public void to(Path folder, LongConsumer progress) {
        requireEmpty(folder);
        Path root;
        Path incomplete;
        try {
            root = Files.createDirectories(folder).toRealPath();
            incomplete = Files.createFile(root.resolve(markerName()));
        } catch (IOException e) {
            throw new FolderException("can't make folder '" + folder + "': " + reason(e), e);
        }
        for (ListedEntry listed : entries) {
            try {
                write(listed, root, progress);
            } catch (FileAlreadyExistsException e) {
                throw new FolderException(
                        "'" + listed.path() + "' has the name of another file on this file system, which folds names;"
                                + " export to one that doesn't, and delete the incomplete '" + folder + "'",
                        e);
            } catch (IOException | InvalidPathException e) {
                throw new FolderException(
                        "can't write '" + listed.path() + "': " + reason(e) + "; delete the incomplete '" + folder
                                + "' and export again",
                        e);
            }
        }
        try {
            Files.delete(incomplete);
        } catch (IOException e) {
            throw new FolderException("everything was exported, but '" + incomplete + "' can't be deleted", e);
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
            throw new FolderException("can't read folder '" + folder + "': " + reason(e), e);
        }
    }

    /** A name that nothing in the branch has. */
    private String markerName() {
        String name = INCOMPLETE;
        while (taken(name)) {
            name += "-";
        }
        return name;
    }

    private boolean taken(String name) {
        return entries.stream().anyMatch(listed -> listed.path().equalsIgnoreCase(name));
    }

    private void write(ListedEntry listed, Path root, LongConsumer progress) throws IOException {
        Path target = root.resolve(listed.path());
        if (listed.entry() instanceof FileEntry file) {
            try (InputStream in = reader.open(file);
                    OutputStream out =
                            Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                in.transferTo(out);
            }
            progress.accept(file.size());
        } else {
            Files.createDirectory(target);
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName().replace("Exception", "") + (message == null ? "" : " (" + message + ")");
    }
}
