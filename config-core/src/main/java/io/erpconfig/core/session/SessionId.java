package io.erpconfig.core.session;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The id of a session's record; it says nothing of its value: 24 lower-case hex digits, drawn at random. */
public record SessionId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{24}");

    /** @throws ConfigStoreException {@link ErrorCode#SESSION_NOT_FOUND} if no session can have such an id */
    public SessionId {
        if (!FORM.matcher(value).matches()) {
            throw new ConfigStoreException(ErrorCode.SESSION_NOT_FOUND, "no session has such an id");
        }
    }

    static SessionId random(RandomGenerator random) {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return new SessionId(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
