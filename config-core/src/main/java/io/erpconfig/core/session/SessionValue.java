package io.erpconfig.core.session;

import io.erpconfig.core.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A session as the browser holds it, in its cookie: 64 lower-case hex characters. It is a secret, and {@link #toString}
 * does not tell it.
 */
public final class SessionValue {

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private final String text;

    private SessionValue(String text) {
        this.text = text;
    }

    static SessionValue random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SessionValue(HexFormat.of().formatHex(bytes));
    }

    /** Reads what a client sent; anything but 64 lower-case hex characters is no session. */
    public static Optional<SessionValue> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new SessionValue(text)) : Optional.empty();
    }

    /** The hash, which is all that is stored of it. */
    public SessionHash hash() {
        return new SessionHash(Sha256.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The secret itself, for the cookie of who has signed in. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "SessionValue";
    }
}
