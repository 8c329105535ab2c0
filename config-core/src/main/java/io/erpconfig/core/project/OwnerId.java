package io.erpconfig.core.project;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The user whom a project belongs to: lower-case letters, digits, {@code .}, {@code _} and {@code -}, at most 64 of
 * them, a letter or digit first and last (contract, section 1).
 */
public record OwnerId(String value) implements Comparable<OwnerId> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?");

    /** @throws ConfigStoreException {@link ErrorCode#INVALID_OWNER} if it is not of that form */
    public OwnerId {
        if (!FORM.matcher(value).matches()) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_OWNER,
                    "owner must be 1 to 64 lower-case letters, digits, '.', '_' or '-', the first and last a letter or"
                            + " digit");
        }
    }

    /** The owner of that name, if anybody can have it. */
    public static Optional<OwnerId> parse(String name) {
        return FORM.matcher(name).matches() ? Optional.of(new OwnerId(name)) : Optional.empty();
    }

    @Override
    public int compareTo(OwnerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
