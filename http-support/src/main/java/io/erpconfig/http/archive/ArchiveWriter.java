package io.erpconfig.http.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;

/** An archive under construction. Used by one thread; closing it completes the archive. */
interface ArchiveWriter extends Closeable {

    int FILE_MODE = 0100644;

    int FOLDER_MODE = 040755;

    /** Adds a folder; the name ends in {@code /}. */
    void folder(String name) throws IOException;

    /** Adds a file of this many bytes, last changed at this time in UTC. */
    void file(String name, long size, LocalDateTime modified, InputStream bytes) throws IOException;
}
