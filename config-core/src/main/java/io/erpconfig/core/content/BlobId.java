package io.erpconfig.core.content;

import static java.util.Objects.requireNonNull;

/** The id of stored bytes: their SHA-256. Equal bytes have equal ids on every backend. */
public record BlobId(Sha256 sha256) {

    public BlobId {
        requireNonNull(sha256, "sha256");
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
