package io.erpconfig.core.content;

import static java.util.Objects.requireNonNull;

/**
 * Content by the id that git gives it, whatever files have it.
 *
 * @param id   of the git blob object of these bytes
 * @param blob where the bytes are: their SHA-256
 * @param size in bytes
 */
public record GitBlob(GitId id, BlobId blob, long size) {

    public GitBlob {
        requireNonNull(id, "id");
        requireNonNull(blob, "blob");
        if (size < 0) {
            throw new IllegalArgumentException("size: " + size);
        }
    }
}
