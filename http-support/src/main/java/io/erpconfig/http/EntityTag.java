package io.erpconfig.http;

import io.erpconfig.core.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jetty.http.ComplianceViolation;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.QuotedCSV;

/** Entity tags: strong ones, which change exactly when what they stand for does (contract, section 2). */
public final class EntityTag {

    private static final int BYTES = 16;

    /** A list with a mistake in it is no reason to refuse a request: the client is sent what it has already. */
    private static final HttpCompliance LENIENT = HttpCompliance.RFC2616_LEGACY;

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
        // What nearly all clients send, told without reading a list.
        if (ifNoneMatch.equals(tag)) {
            return true;
        }
        for (String named : new QuotedCSV.Etags(LENIENT, ComplianceViolation.Listener.NOOP, ifNoneMatch)) {
            if (named.equals("*") || named.equals(tag) || named.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
