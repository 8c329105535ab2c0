package io.erpconfig.core.token;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.Sha256;

/** The SHA-256 of the id of the instance that a token is bound to: all that is stored of it. */
public record FingerprintHash(Sha256 sha256) {

    public FingerprintHash {
        requireNonNull(sha256, "sha256");
    }

    /** The hash of an instance id's UTF-8. */
    public static FingerprintHash of(String instanceId) {
        return new FingerprintHash(Sha256.of(instanceId.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** Compares in a time that does not depend on where the two differ. */
    boolean matches(FingerprintHash other) {
        return java.security.MessageDigest.isEqual(sha256.bytes(), other.sha256.bytes());
    }

    /** The first 8 hex digits, by which an operator tells instances apart. */
    public String hint() {
        return sha256.hex().substring(0, 8);
    }

    @Override
    public String toString() {
        return sha256.hex();
    }
}
