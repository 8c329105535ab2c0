package io.erpconfig.core.session;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.Sha256;

/** The SHA-256 of a session's value: all that is stored of it. */
public record SessionHash(Sha256 sha256) {

    public SessionHash {
        requireNonNull(sha256, "sha256");
    }

    @Override
    public String toString() {
        return sha256.hex();
    }
}
