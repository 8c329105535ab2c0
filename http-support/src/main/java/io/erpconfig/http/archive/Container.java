package io.erpconfig.http.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;

/** An archive under construction. Used by one thread; closing it completes the archive. */
interface Container extends Closeable {

    /**
     * When everything in an archive was last changed, whatever the truth: equal content has to give equal bytes. A month
     * after the first day that zip can express, so that no time zone takes it to before that.
     */
    LocalDateTime MODIFIED = LocalDateTime.of(1980, 2, 1, 0, 0);

    int FILE_MODE = 0100644;

    int FOLDER_MODE = 040755;

    /** Adds a folder; the name ends in {@code /}. */
    void folder(String name) throws IOException;

    /** Adds a file of this many bytes. */
    void file(String name, long size, InputStream bytes) throws IOException;
}
