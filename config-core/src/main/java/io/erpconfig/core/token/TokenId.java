package io.erpconfig.core.token;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The id of a token's record; it says nothing of its value: 24 lower-case hex digits, drawn at random. */
public record TokenId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{24}");

    /** @throws ConfigStoreException {@link ErrorCode#TOKEN_NOT_FOUND} if no token can have such an id */
    public TokenId {
        if (!FORM.matcher(value).matches()) {
            throw new ConfigStoreException(ErrorCode.TOKEN_NOT_FOUND, "no token has such an id");
        }
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
