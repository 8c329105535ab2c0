package io.erpconfig.core.event;

import io.erpconfig.core.audit.AuditAction;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kind of change that an event tells of (contract, section 6). */
public enum EventType {
    /** A branch has a new state, be it by a save, a commit, a rollback or an import. */
    SNAPSHOT_CREATED,
    BRANCH_CREATED,
    BRANCH_DELETED,
    PROJECT_CREATED,
    PROJECT_DELETED,
    TOKEN_CREATED,
    TOKEN_CHANGED,
    TOKEN_REVOKED,
    /** The first instance has used a token that requires a fingerprint: the token is good for that one alone. */
    TOKEN_BOUND;

    /**
     * The kind of change that an action makes.
     *
     * @throws IllegalArgumentException if it changes nothing that an owner has
     */
    public static EventType of(AuditAction action) {
        return switch (action) {
            case FILE_SAVE, FILE_DELETE, COMMIT, ROLLBACK, IMPORT -> SNAPSHOT_CREATED;
            case BRANCH_CREATE -> BRANCH_CREATED;
            case BRANCH_DELETE -> BRANCH_DELETED;
            case PROJECT_CREATE -> PROJECT_CREATED;
            case PROJECT_DELETE -> PROJECT_DELETED;
            case TOKEN_ISSUE -> TOKEN_CREATED;
            case TOKEN_CHANGE -> TOKEN_CHANGED;
            case TOKEN_REVOKE -> TOKEN_REVOKED;
            case TOKEN_BIND -> TOKEN_BOUND;
            case SIGN_IN, SIGN_OUT, SESSION_END, PASSWORD_CHANGE, ACCOUNT_ADD, ACCOUNT_REMOVE, PASSWORD_REVEAL ->
                throw new IllegalArgumentException("action: " + action + " makes no event");
        };
    }

    /** The type of that name, if there is one. */
    public static Optional<EventType> parse(String name) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(name))
                .findFirst();
    }

    /** Whether it is about a project's content, which is what those see who may read the project. */
    public boolean isOfContent() {
        return this == SNAPSHOT_CREATED || this == BRANCH_CREATED || this == BRANCH_DELETED;
    }

    /** The type as callers see it, such as {@code snapshot.created}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
