package io.erpconfig.http.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** A zip file with names in UTF-8, written in one pass. */
final class ZipWriter implements ArchiveWriter {

    private final ZipArchiveOutputStream zip;

    ZipWriter(OutputStream out) {
        this.zip = new ZipArchiveOutputStream(out);
    }

    @Override
    public void folder(String name) throws IOException {
        ZipArchiveEntry folder = entry(name, 0, FOLDER_MODE, EntryDate.FOLDER);
        folder.setMethod(ZipEntry.STORED);
        folder.setCrc(0);
        zip.putArchiveEntry(folder);
        zip.closeArchiveEntry();
    }

    @Override
    public void file(String name, long size, LocalDateTime modified, InputStream bytes) throws IOException {
        zip.putArchiveEntry(entry(name, size, FILE_MODE, modified));
        bytes.transferTo(zip);
        zip.closeArchiveEntry();
    }

    private static ZipArchiveEntry entry(String name, long size, int mode, LocalDateTime modified) {
        ZipArchiveEntry entry = new DatedEntry(name, modified);
        entry.setSize(size);
        entry.setUnixMode(mode);
        return entry;
    }

    /**
     * An entry with its date as the instant in UTC that it is, and as the local time of the same text: all that some programs
     * read. The writer makes the local time by the server's time zone from an instant, which is therefore another one in each.
     */
    private static final class DatedEntry extends ZipArchiveEntry {

        private final LocalDateTime modified;

        DatedEntry(String name, LocalDateTime modified) {
            super(name);
            this.modified = modified;
            X5455_ExtendedTimestamp instant = new X5455_ExtendedTimestamp();
            instant.setModifyFileTime(FileTime.from(modified.toInstant(ZoneOffset.UTC)));
            addExtraField(instant);
        }

        @Override
        public long getTime() {
            return modified.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
