package io.erpconfig.http;

import io.erpconfig.core.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Entity tags: strong ones, which change exactly when what they stand for does (contract, section 2). */
public final class EntityTag {

    private static final int BYTES = 16;

    private EntityTag() {}

    /** The tag that a text such as a git id makes. It has no quote in it. */
    public static String of(String id) {
        return '"' + id + '"';
    }

    /** The tag of an answer with this body and these headers. */
    public static String ofContent(byte[] body, List<Answer.Header> headers) {
        MessageDigest sha256 = Sha256.newDigest();
        for (Answer.Header header : headers) {
            sha256.update((header.name() + ": " + header.value() + '\n').getBytes(StandardCharsets.UTF_8));
        }
        sha256.update(body);
        return of(HexFormat.of().formatHex(sha256.digest(), 0, BYTES));
    }

    /** The tag of what is determined by these texts, in this order. */
    public static String ofParts(String... parts) {
        MessageDigest sha256 = Sha256.newDigest();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sha256.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            sha256.update(bytes);
        }
        return of(HexFormat.of().formatHex(sha256.digest(), 0, BYTES));
    }

    /**
     * Whether an {@code If-None-Match} names a tag: {@code *}, or a list with the tag in it, weak or strong (RFC 9110,
     * section 13.1.2). What can't be read as a list names nothing.
     */
    public static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch.equals(tag)) {
            return true;
        }
        int at = 0;
        int end = ifNoneMatch.length();
        while (at < end) {
            char c = ifNoneMatch.charAt(at);
            if (c == ' ' || c == '\t' || c == ',') {
                at++;
                continue;
            }
            if (c == '*') {
                return true;
            }
            if (ifNoneMatch.startsWith("W/", at)) {
                at += 2;
            }
            int close = at < end && ifNoneMatch.charAt(at) == '"' ? ifNoneMatch.indexOf('"', at + 1) : -1;
            if (close < 0) {
                return false;
            }
            if (close + 1 - at == tag.length() && ifNoneMatch.startsWith(tag, at)) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }
}
