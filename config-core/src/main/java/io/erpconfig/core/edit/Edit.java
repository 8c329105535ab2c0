package io.erpconfig.core.edit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Changes to a branch that are made as a whole, as one snapshot, or not at all.
 *
 * @param author       the user who makes them
 * @param message      the commit's message, kept exactly: at most {@value #MAX_MESSAGE_BYTES} bytes of UTF-8, no NUL
 * @param cause        what kind of change
 * @param changes      the steps
 * @param precondition what has to be so
 */
public record Edit(Author author, String message, Cause cause, List<Change> changes, Precondition precondition) {

    /** The longest message, in bytes of UTF-8. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    /** @throws ConfigStoreException {@link ErrorCode#INVALID_MESSAGE} */
    public Edit {
        requireNonNull(author, "author");
        requireNonNull(cause, "cause");
        requireNonNull(precondition, "precondition");
        changes = List.copyOf(changes);
        if (message.indexOf('\0') >= 0
                || !StandardCharsets.UTF_8.newEncoder().canEncode(message)
                || message.getBytes(StandardCharsets.UTF_8).length > MAX_MESSAGE_BYTES) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_MESSAGE,
                    "message must be at most " + MAX_MESSAGE_BYTES + " bytes of valid Unicode without NUL");
        }
    }

    /** An edit that is made on whatever state there is. */
    public static Edit of(Author author, String message, Cause cause, Change... changes) {
        return new Edit(author, message, cause, List.of(changes), new Precondition.None());
    }
}
