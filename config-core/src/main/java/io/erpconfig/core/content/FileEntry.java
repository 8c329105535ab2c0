package io.erpconfig.core.content;

import static java.util.Objects.requireNonNull;

/**
 * A file in a folder.
 *
 * @param name  one segment of a {@link ConfigPath}
 * @param size  in bytes
 * @param md5   of the bytes, for the content id
 * @param blob  where the bytes are: their SHA-256
 * @param gitId the id of the git blob object of these bytes
 */
public record FileEntry(String name, long size, Md5 md5, BlobId blob, GitId gitId) implements TreeEntry {

    public FileEntry {
        requireNonNull(name, "name");
        requireNonNull(md5, "md5");
        requireNonNull(blob, "blob");
        requireNonNull(gitId, "gitId");
        if (size < 0) {
            throw new IllegalArgumentException("size: " + size);
        }
    }

    /** The file's content alone. */
    public GitBlob content() {
        return new GitBlob(gitId, blob, size);
    }

    /** The same file under another name. */
    public FileEntry named(String other) {
        return new FileEntry(other, size, md5, blob, gitId);
    }
}
