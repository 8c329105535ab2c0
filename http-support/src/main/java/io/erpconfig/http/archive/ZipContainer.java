package io.erpconfig.http.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** A zip file with names in UTF-8, written in one pass. */
final class ZipContainer implements Container {

    private final ZipArchiveOutputStream zip;

    ZipContainer(OutputStream out) {
        this.zip = new ZipArchiveOutputStream(out);
    }

    @Override
    public void folder(String name) throws IOException {
        ZipArchiveEntry folder = entry(name, 0, FOLDER_MODE);
        folder.setMethod(ZipEntry.STORED);
        folder.setCrc(0);
        zip.putArchiveEntry(folder);
        zip.closeArchiveEntry();
    }

    @Override
    public void file(String name, long size, InputStream bytes) throws IOException {
        zip.putArchiveEntry(entry(name, size, FILE_MODE));
        bytes.transferTo(zip);
        zip.closeArchiveEntry();
    }

    private static ZipArchiveEntry entry(String name, long size, int mode) {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setSize(size);
        entry.setUnixMode(mode);
        // As local time, which is how zip keeps it: an instant would come out by the server's time zone.
        entry.setTimeLocal(MODIFIED);
        return entry;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
