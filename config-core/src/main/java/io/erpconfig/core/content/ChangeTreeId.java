package io.erpconfig.core.content;

import static java.util.Objects.requireNonNull;

/** The id of a folder's last changes: the SHA-256 of their {@linkplain ChangeTree encoding}, under which it is stored. */
public record ChangeTreeId(Sha256 sha256) {

    public ChangeTreeId {
        requireNonNull(sha256, "sha256");
    }

    /** The blob that holds the encoding. */
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
