package io.erpconfig.app.folder;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.ListedEntry;
import io.erpconfig.core.read.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

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

    /** Number of files. */
    public long files() {
        return sizes().count();
    }

    /** Size of all files together, in bytes. */
    public long bytes() {
        return sizes().sum();
    }

    private LongStream sizes() {
        return entries.stream()
                .filter(listed -> listed.entry() instanceof FileEntry)
                .mapToLong(listed -> ((FileEntry) listed.entry()).size());
    }

    /**
     * Writes everything into a folder, which is made if it isn't there.
     *
     * @param progress is told of bytes that have been written
     * @throws FolderException if something is in the folder already, or it can't be written
     */
    public void to(Folders folders, String folder, LongConsumer progress) {
        NewFolder made = folders.make(folder, markerName());
        for (ListedEntry listed : entries) {
            write(listed, made, progress);
        }
        made.complete();
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

    private void write(ListedEntry listed, NewFolder folder, LongConsumer progress) {
        if (!(listed.entry() instanceof FileEntry file)) {
            folder.folder(listed.path());
            return;
        }
        try (InputStream in = reader.open(file);
                OutputStream out = folder.file(listed.path())) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new FolderException(
                    "can't read '" + listed.path() + "' from the store: " + FolderException.reason(e)
                            + "; the folder is incomplete",
                    e);
        }
        progress.accept(file.size());
    }
}
