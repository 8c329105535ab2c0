package io.erpconfig.core.error;

/**
 * The stable code of an error. The names are what callers see in the {@code code} of an error's body and may switch on;
 * they are never renamed (contract, section 4).
 */
public enum ErrorCode {
    INVALID_OWNER(ErrorCategory.CALLER),
    INVALID_PROJECT(ErrorCategory.CALLER),
    INVALID_BRANCH(ErrorCategory.CALLER),
    INVALID_REF(ErrorCategory.CALLER),
    INVALID_PATH(ErrorCategory.CALLER),
    INVALID_SNAPSHOT(ErrorCategory.CALLER),
    INVALID_TOKEN_FIELD(ErrorCategory.CALLER),
    INVALID_ACCOUNT(ErrorCategory.CALLER),
    INVALID_MESSAGE(ErrorCategory.CALLER),
    INVALID_CONTENT(ErrorCategory.CALLER),
    FILE_TOO_LARGE(ErrorCategory.CALLER),

    UNAUTHORIZED(ErrorCategory.CALLER),
    TOKEN_EXPIRED(ErrorCategory.CALLER),
    FINGERPRINT_MISMATCH(ErrorCategory.CALLER),
    FORBIDDEN(ErrorCategory.CALLER),
    /** The token is good, but lacks the scope that this needs. */
    INSUFFICIENT_SCOPE(ErrorCategory.CALLER),

    PROJECT_NOT_FOUND(ErrorCategory.STATE),
    BRANCH_NOT_FOUND(ErrorCategory.STATE),
    REF_NOT_FOUND(ErrorCategory.STATE),
    FILE_NOT_FOUND(ErrorCategory.STATE),
    FOLDER_NOT_FOUND(ErrorCategory.STATE),
    SNAPSHOT_NOT_FOUND(ErrorCategory.STATE),
    BLOB_NOT_FOUND(ErrorCategory.STATE),
    TOKEN_NOT_FOUND(ErrorCategory.STATE),
    ACCOUNT_NOT_FOUND(ErrorCategory.STATE),
    SESSION_NOT_FOUND(ErrorCategory.STATE),

    /** A project, branch, account or file of that name exists already. */
    ALREADY_EXISTS(ErrorCategory.STATE),
    /** A file stands where a folder would have to be, or a folder where a file would. */
    PATH_CONFLICT(ErrorCategory.STATE),
    /** The edit was made on a state that is no longer the live one. */
    CONFLICT(ErrorCategory.STATE),
    /** The default branch can't be deleted. */
    DEFAULT_BRANCH(ErrorCategory.STATE),

    /** The storage refused or failed; nothing was changed. */
    STORAGE_FAILED(ErrorCategory.STORAGE),
    /** The storage can't be reached now. */
    STORAGE_UNAVAILABLE(ErrorCategory.STORAGE),
    /** Stored data does not match its id or can't be read: {@code erp-config verify} names it. */
    STORAGE_DAMAGED(ErrorCategory.STORAGE),
    /** Another process has the store open. */
    STORAGE_IN_USE(ErrorCategory.STORAGE),
    /** The platform that knows who has signed in can't be asked now. */
    SIGN_IN_UNAVAILABLE(ErrorCategory.PLATFORM);

    private final ErrorCategory category;

    ErrorCode(ErrorCategory category) {
        this.category = category;
    }

    public ErrorCategory category() {
        return category;
    }
}
