package io.erpconfig.core.edit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Changes to a branch that are made as a whole, as one snapshot, or not at all.
 *
 * @param author       the user who makes them
 * @param message      the commit's message, kept exactly: at most {@value #MAX_MESSAGE_BYTES} bytes of UTF-8, no NUL
 * @param cause        what kind of change
 * @param changes      the steps
 * @param precondition what has to be so
 * @param audit        what the audit trail says of it once it is made: in the same step, with the time and the snapshot
 *     that it made; only who did what if nothing is given
 */
public record Edit(
        Author author,
        String message,
        Cause cause,
        List<Change> changes,
        Precondition precondition,
        Optional<AuditEntry> audit) {

    /** The longest message, in bytes of UTF-8. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    /** @throws ConfigStoreException {@link ErrorCode#INVALID_MESSAGE} */
    public Edit {
        requireNonNull(author, "author");
        requireNonNull(cause, "cause");
        requireNonNull(precondition, "precondition");
        requireNonNull(audit, "audit");
        changes = List.copyOf(changes);
        if (message.indexOf('\0') >= 0
                || !StandardCharsets.UTF_8.newEncoder().canEncode(message)
                || message.getBytes(StandardCharsets.UTF_8).length > MAX_MESSAGE_BYTES) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_MESSAGE,
                    "message must be at most " + MAX_MESSAGE_BYTES + " bytes of valid Unicode without NUL");
        }
    }

    /** An edit of which the audit trail says only who made it. */
    public Edit(Author author, String message, Cause cause, List<Change> changes, Precondition precondition) {
        this(author, message, cause, changes, precondition, Optional.empty());
    }

    /** The same edit, of which the audit trail says this. */
    public Edit audited(AuditEntry entry) {
        return audited(Optional.of(entry));
    }

    Edit audited(Optional<AuditEntry> entry) {
        return new Edit(author, message, cause, changes, precondition, entry);
    }

    /** What the audit trail is to say of it. */
    AuditEntry said() {
        return audit.orElseGet(
                () -> AuditEntry.builder(AuditEntry.EARLIEST, author.name().value(), action(), AuditEntry.EMBEDDED)
                        .build());
    }

    private AuditAction action() {
        return switch (cause) {
            case SAVE -> AuditAction.FILE_SAVE;
            case DELETE -> AuditAction.FILE_DELETE;
            case ROLLBACK -> AuditAction.ROLLBACK;
            case IMPORT -> AuditAction.IMPORT;
            case COMMIT, CREATE, COPY -> AuditAction.COMMIT;
        };
    }

    /** An edit that is made on whatever state there is. */
    public static Edit of(Author author, String message, Cause cause, Change... changes) {
        return new Edit(author, message, cause, List.of(changes), new Precondition.None());
    }
}
