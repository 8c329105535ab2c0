package io.erpconfig.core.token;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A token as the ERP holds it: 64 lower-case hex characters. It is a secret: it is shown once, when it is issued, and
 * {@link #toString} does not tell it.
 */
public final class TokenValue {

    private static final int LENGTH = 64;

    private final String text;

    private TokenValue(String text) {
        this.text = text;
    }

    static TokenValue random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH / 2];
        random.nextBytes(bytes);
        return new TokenValue(HexFormat.of().formatHex(bytes));
    }

    /** Reads what a client sent; anything but 64 lower-case hex characters is no token. */
    public static Optional<TokenValue> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return Optional.empty();
            }
        }
        return Optional.of(new TokenValue(text));
    }

    /** The hash, which is all that is stored of it. */
    public TokenHash hash() {
        return TokenHash.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The last 4 characters, kept for display. */
    public String suffix() {
        return text.substring(LENGTH - 4);
    }

    /** The secret itself, for handing to whom it was issued to. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "…" + suffix();
    }
}
