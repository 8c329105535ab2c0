package io.erpconfig.account;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;

/**
 * A password that may be set: {@value #MIN_LENGTH} to {@value #MAX_LENGTH} characters, no control characters. However a
 * keyboard composes its letters, it is the same password.
 */
public final class Password {

    /** The shortest, in characters. */
    public static final int MIN_LENGTH = 8;

    /** The longest, in characters. */
    public static final int MAX_LENGTH = 256;

    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int GENERATED_LENGTH = 20;

    private final String text;

    /** @throws IllegalArgumentException if it is too short, too long, or no text */
    public Password(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a password has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters, not " + length);
        }
        if (text.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("a password is one line of text without control characters");
        }
        this.text = canonical(text);
    }

    /**
     * The canonical form of a text, however a keyboard composes its letters; a text that is too long is cut, but not to
     * a valid length.
     */
    static String canonical(String text) {
        String bounded = text.substring(0, Math.min(text.length(), 4 * MAX_LENGTH));
        return Normalizer.normalize(bounded, Normalizer.Form.NFC);
    }

    /** A new one of 100 random bits, without letters and digits that look alike. */
    public static Password random(SecureRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GENERATED_LENGTH; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return new Password(text.toString());
    }

    /** The secret itself. */
    public String text() {
        return text;
    }

    /** Does not tell it. */
    @Override
    public String toString() {
        return "Password";
    }
}
