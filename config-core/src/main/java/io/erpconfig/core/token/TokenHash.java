package io.erpconfig.core.token;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.Sha256;

/** A token's SHA-256: all that is stored of its value. */
public record TokenHash(Sha256 sha256) {

    public TokenHash {
        requireNonNull(sha256, "sha256");
    }

    static TokenHash of(byte[] token) {
        return new TokenHash(Sha256.of(token));
    }

    @Override
    public String toString() {
        return sha256.hex();
    }
}
