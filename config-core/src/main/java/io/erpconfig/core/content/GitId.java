package io.erpconfig.core.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The id that git gives an object: the SHA-1 of its type, size and bytes. */
public record GitId(long w0, long w1, int w2) {

    /** Bytes of an id. */
    public static final int BYTES = 20;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{40}");

    static GitId ofDigest(byte[] digest) {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("digest: " + BYTES + " bytes, not " + digest.length);
        }
        return read(digest, 0);
    }

    static GitId read(byte[] from, int at) {
        ByteBuffer words = ByteBuffer.wrap(from, at, BYTES);
        return new GitId(words.getLong(), words.getLong(), words.getInt());
    }

    /** Reads 40 hex digits of either case; anything else is no id. */
    public static Optional<GitId> parse(String hex) {
        return HEX.matcher(hex).matches() ? Optional.of(ofDigest(HexFormat.of().parseHex(hex))) : Optional.empty();
    }

    /** A SHA-1 that has been fed the header of an object: its type, a space, its size in decimal bytes, and a NUL. */
    static MessageDigest newDigest(String type, long size) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update((type + ' ' + size + '\0').getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return sha1;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }

    /** The id of the object of this type that consists of these bytes: type is {@code blob}, {@code tree} or {@code commit}. */
    public static GitId of(String type, byte[] bytes) {
        return ofDigest(newDigest(type, bytes.length).digest(bytes));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(w0).putLong(w1).putInt(w2).array();
    }

    /** 40 lower-case hex digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public String toString() {
        return hex();
    }
}
