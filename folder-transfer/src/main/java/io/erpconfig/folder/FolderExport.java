package io.erpconfig.folder;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.ListedEntry;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/**
 * A revision on its way into a folder. Until everything is there, the folder also holds a file named
 * {@value #INCOMPLETE}, so that what a failure or a kill leaves behind is not taken for the whole.
 */
public final class FolderExport {

    private static final String INCOMPLETE = "EXPORT-INCOMPLETE";

    private final ConfigReader reader;
    private final Revision revision;

    public FolderExport(ConfigReader reader, Revision revision) {
        this.reader = reader;
        this.revision = revision;
    }

    /** Number of files. */
    public long files() {
        return revision.snapshot().listing().files();
    }

    /** Size of all files together, in bytes. */
    public long bytes() {
        return revision.snapshot().listing().size();
    }

    /**
     * Writes everything into a folder, which is made if it isn't there.
     *
     * @param progress is told of bytes that have been written
     * @throws FolderException if something is in the folder already, or it can't be written
     */
    public void to(Folders folders, String folder, LongConsumer progress) {
        NewFolder made = folders.make(folder, markerName());
        for (ListedEntry listed : list(true)) {
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
        for (ListedEntry listed : list(false)) {
            if (listed.path().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private Iterable<ListedEntry> list(boolean recursive) {
        return reader.list(reader.root(revision), "", recursive);
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
