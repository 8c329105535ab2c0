package io.erpconfig.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The {@code X-Request-Id} that every answer has, by which it is found in logs. */
public final class RequestId {

    /** The header's name. */
    public static final String HEADER = "X-Request-Id";

    private static final int LONGEST = 64;
    /** Steps through all 64-bit numbers in an order that looks random. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private static final AtomicLong NEXT = new AtomicLong(new SecureRandom().nextLong());

    private RequestId() {}

    /**
     * The id that the request came with, if it is up to 64 letters, digits, dots, dashes and underscores, else a new one.
     * Nor is one of 64 hex digits taken over: it may be a token that was sent in the wrong header, and would be logged.
     */
    public static String of(@Nullable String sent) {
        return sent != null && isFit(sent) ? sent : HexFormat.of().toHexDigits(NEXT.getAndAdd(STEP));
    }

    /** The id of a request, which its answer has from now on: always the same one. */
    public static String give(HttpServletRequest request, HttpServletResponse response) {
        String given = response.getHeader(HEADER);
        if (given != null) {
            return given;
        }
        String id = of(request.getHeader(HEADER));
        response.setHeader(HEADER, id);
        return id;
    }

    private static boolean isFit(String sent) {
        int hexDigits = 0;
        for (int i = 0; i < sent.length(); i++) {
            char c = sent.charAt(i);
            boolean fine = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '-'
                    || c == '_';
            if (!fine) {
                return false;
            }
            hexDigits += HexFormat.isHexDigit(c) ? 1 : 0;
        }
        return !sent.isEmpty() && sent.length() <= LONGEST && hexDigits < LONGEST;
    }
}
