package io.erpconfig.http.archive;

import io.erpconfig.http.ApiException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** The format of an archive (contract, section 2). */
public enum ArchiveFormat {
    ZIP("application/zip", "zip") {
        @Override
        ArchiveWriter begin(OutputStream out) {
            return new ZipWriter(out);
        }
    },
    TAR_GZ("application/octet-stream", "tar.gz", "tgz", "gz") {
        @Override
        ArchiveWriter begin(OutputStream out) throws IOException {
            // The default header says nothing of time, file name or system.
            return new TarWriter(new GzipCompressorOutputStream(out));
        }
    },
    TAR_BZ2("application/octet-stream", "tar.bz2", "tbz", "tbz2", "tb2", "bz2") {
        @Override
        ArchiveWriter begin(OutputStream out) throws IOException {
            return new TarWriter(new BZip2CompressorOutputStream(out, BZIP2_BLOCK));
        }
    },
    TAR("application/octet-stream", "tar") {
        @Override
        ArchiveWriter begin(OutputStream out) {
            return new TarWriter(out);
        }
    };

    /**
     * Block size in units of 100 kB. A larger one packs hardly better, and takes up to 8 MB of memory for every archive
     * under way.
     */
    private static final int BZIP2_BLOCK = 1;

    private final String mediaType;
    private final List<String> endings;

    ArchiveFormat(String mediaType, String... endings) {
        this.mediaType = mediaType;
        this.endings = List.of(endings);
    }

    /**
     * The format that GitLab calls so: {@code zip}, {@code tar}, {@code tar.gz}, {@code tgz}, {@code gz}, {@code tar.bz2},
     * {@code tbz}, {@code tbz2}, {@code tb2} or {@code bz2}.
     *
     * @throws ApiException 400 if it is another word
     */
    public static ArchiveFormat named(String name) {
        for (ArchiveFormat format : values()) {
            if (format.endings.contains(name)) {
                return format;
            }
        }
        String all = Arrays.stream(values())
                .flatMap(format -> format.endings.stream())
                .collect(Collectors.joining(", "));
        throw ApiException.parameter("format must be one of " + all);
    }

    /**
     * The extension of the archive's file name, without the dot: {@code zip}, {@code tar.gz}, {@code tar.bz2} or {@code
     * tar}.
     */
    public String ending() {
        return endings.get(0);
    }

    /** The {@code Content-Type} that GitLab gives it. */
    public String mediaType() {
        return mediaType;
    }

    /** An empty archive that is written to a stream; closing it ends both. */
    abstract ArchiveWriter begin(OutputStream out) throws IOException;
}
