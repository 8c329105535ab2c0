package io.erpconfig.http.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A POSIX tar file: names that are long or not ASCII, and sizes from 8 GiB on, are in extended headers. */
final class TarWriter implements ArchiveWriter {

    private final TarArchiveOutputStream tar;

    TarWriter(OutputStream out) {
        this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    @Override
    public void folder(String name) throws IOException {
        tar.putArchiveEntry(entry(name, TarConstants.LF_DIR, 0, FOLDER_MODE, EntryDate.FOLDER));
        tar.closeArchiveEntry();
    }

    @Override
    public void file(String name, long size, LocalDateTime modified, InputStream bytes) throws IOException {
        tar.putArchiveEntry(entry(name, TarConstants.LF_NORMAL, size, FILE_MODE, modified));
        bytes.transferTo(tar);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(String name, byte type, long size, int mode, LocalDateTime modified) {
        // With the name as it is: else what looks like a drive would be cut off it on some systems.
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setSize(size);
        entry.setMode(mode);
        entry.setLastModifiedTime(FileTime.from(modified.toInstant(ZoneOffset.UTC)));
        return entry;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
