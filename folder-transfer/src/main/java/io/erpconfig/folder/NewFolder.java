package io.erpconfig.folder;

import java.io.OutputStream;

/** A folder that is being written. Used by one thread. What can't be done is a {@link FolderException}. */
public interface NewFolder {

    /** Makes a folder in it; the one above is there. */
    void folder(String path);

    /** Makes a file in it; the folder above is there. The stream's failures are {@link FolderException}s too. */
    OutputStream file(String path);

    /** Everything is there. */
    void complete();
}
