package io.erpconfig.core.audit;

import java.util.Locale;

/** A kind of action that was done or tried. */
public enum AuditAction {
    PROJECT_CREATE,
    PROJECT_DELETE,
    BRANCH_CREATE,
    BRANCH_DELETE,
    FILE_SAVE,
    FILE_DELETE,
    /** Several files were changed together. */
    COMMIT,
    ROLLBACK,
    IMPORT,
    TOKEN_ISSUE,
    TOKEN_CHANGE,
    TOKEN_REVOKE,
    /** A token was bound to the first instance that used it. */
    TOKEN_BIND,
    SIGN_IN,
    SIGN_OUT,
    /** A session was ended from another one. */
    SESSION_END,
    PASSWORD_CHANGE,
    ACCOUNT_ADD,
    ACCOUNT_REMOVE,
    /** Somebody was told the password of a customer of the ERP. */
    PASSWORD_REVEAL;

    /** The action as it is stored and shown: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The reverse of {@link #toString}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static AuditAction parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
