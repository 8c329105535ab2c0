package io.erpconfig.core.content;

import static java.util.Objects.requireNonNull;

/** The id of a folder: the SHA-256 of its canonical {@linkplain Tree encoding}, under which it is stored as a blob. */
public record TreeId(Sha256 sha256) {

    public TreeId {
        requireNonNull(sha256, "sha256");
    }

    /** The blob that holds the folder's encoding. */
    public BlobId blob() {
        return new BlobId(sha256);
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return sha256.hex();
    }

    @Override
    public String toString() {
        return hex();
    }
}
