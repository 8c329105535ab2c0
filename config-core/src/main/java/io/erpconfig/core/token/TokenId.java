package io.erpconfig.core.token;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The id of a token's record; it says nothing of its value: 24 lower-case hex digits, drawn at random. */
public record TokenId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{24}");

    public TokenId {
        if (!FORM.matcher(value).matches()) {
            // The value is not repeated: it may be a secret that was given by mistake.
            throw new IllegalArgumentException("value: not 24 lower-case hex digits");
        }
    }

    /** The id in a text that a caller gives; empty if no token can have it. */
    public static Optional<TokenId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TokenId(text)) : Optional.empty();
    }

    static TokenId random(RandomGenerator random) {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return new TokenId(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
