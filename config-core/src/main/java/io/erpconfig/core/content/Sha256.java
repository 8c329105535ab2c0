package io.erpconfig.core.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest as four big-endian words, so that it compares, hashes and is kept without an array. */
public record Sha256(long w0, long w1, long w2, long w3) {

    /** Bytes of a digest. */
    public static final int BYTES = 32;

    /** The digest of these bytes. */
    public static Sha256 of(byte[] bytes) {
        return ofDigest(newDigest().digest(bytes));
    }

    /** A finished digest of {@value #BYTES} bytes. */
    public static Sha256 ofDigest(byte[] digest) {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("digest: " + BYTES + " bytes, not " + digest.length);
        }
        return read(digest, 0);
    }

    /**
     * Reads 64 hex digits of either case.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Sha256 parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("hex: 64 digits, not " + hex.length());
        }
        return ofDigest(HexFormat.of().parseHex(hex));
    }

    /** A new SHA-256 digest to feed. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    static Sha256 read(byte[] from, int at) {
        ByteBuffer words = ByteBuffer.wrap(from, at, BYTES);
        return new Sha256(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }

    /** The digest's {@value #BYTES} bytes, in an array of the caller's own. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(w0)
                .putLong(w1)
                .putLong(w2)
                .putLong(w3)
                .array();
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public String toString() {
        return hex();
    }
}
