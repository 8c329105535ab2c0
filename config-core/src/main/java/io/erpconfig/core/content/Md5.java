package io.erpconfig.core.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An MD5 digest: a part of the content id (contract, section 1), never used for safety. */
public record Md5(long w0, long w1) {

    /** Bytes of a digest. */
    public static final int BYTES = 16;

    static Md5 ofDigest(byte[] digest) {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("digest: " + BYTES + " bytes, not " + digest.length);
        }
        return read(digest, 0);
    }

    static Md5 read(byte[] from, int at) {
        ByteBuffer words = ByteBuffer.wrap(from, at, BYTES);
        return new Md5(words.getLong(), words.getLong());
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(w0).putLong(w1).array();
    }

    /** 32 lower-case hex digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public String toString() {
        return hex();
    }
}
