package io.erpconfig.http.archive;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** How an archive is written (contract, section 2). */
public enum ArchiveFormat {
    ZIP("zip", "application/zip") {
        @Override
        Container begin(OutputStream out) {
            return new ZipContainer(out);
        }
    },
    TAR_GZ("tar.gz", "application/octet-stream") {
        @Override
        Container begin(OutputStream out) throws IOException {
            // The default header says nothing of time, file name or system.
            return new TarContainer(new GzipCompressorOutputStream(out));
        }
    },
    TAR("tar", "application/octet-stream") {
        @Override
        Container begin(OutputStream out) {
            return new TarContainer(out);
        }
    };

    private final String ending;
    private final String mediaType;

    ArchiveFormat(String ending, String mediaType) {
        this.ending = ending;
        this.mediaType = mediaType;
    }

    /** What the archive's file name ends in, without the dot: {@code zip}, {@code tar.gz} or {@code tar}. */
    public String ending() {
        return ending;
    }

    /** The {@code Content-Type} that GitLab gives it. */
    public String mediaType() {
        return mediaType;
    }

    /** An empty archive that is written to a stream; closing it ends both. */
    abstract Container begin(OutputStream out) throws IOException;
}
