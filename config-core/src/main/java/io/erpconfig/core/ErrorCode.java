package io.erpconfig.core;

/**
 * The stable code of an error. The names are what callers see in the {@code code} of an error's body and may switch on;
 * they are never renamed (contract, section 4).
 */
public enum ErrorCode {
    INVALID_OWNER(Blame.CALLER),
    INVALID_PROJECT(Blame.CALLER),
    INVALID_BRANCH(Blame.CALLER),
    INVALID_REF(Blame.CALLER),
    INVALID_PATH(Blame.CALLER),
    INVALID_SNAPSHOT(Blame.CALLER),
    INVALID_TOKEN_FIELD(Blame.CALLER),
    INVALID_ACCOUNT(Blame.CALLER),
    INVALID_MESSAGE(Blame.CALLER),
    INVALID_CONTENT(Blame.CALLER),
    FILE_TOO_LARGE(Blame.CALLER),

    UNAUTHORIZED(Blame.CALLER),
    TOKEN_EXPIRED(Blame.CALLER),
    FINGERPRINT_MISMATCH(Blame.CALLER),
    FORBIDDEN(Blame.CALLER),

    PROJECT_NOT_FOUND(Blame.STATE),
    BRANCH_NOT_FOUND(Blame.STATE),
    REF_NOT_FOUND(Blame.STATE),
    FILE_NOT_FOUND(Blame.STATE),
    FOLDER_NOT_FOUND(Blame.STATE),
    SNAPSHOT_NOT_FOUND(Blame.STATE),
    BLOB_NOT_FOUND(Blame.STATE),
    TOKEN_NOT_FOUND(Blame.STATE),
    ACCOUNT_NOT_FOUND(Blame.STATE),
    SESSION_NOT_FOUND(Blame.STATE),

    /** A project, branch, account or file of that name exists already. */
    ALREADY_EXISTS(Blame.STATE),
    /** A file stands where a folder would have to be, or a folder where a file would. */
    PATH_CONFLICT(Blame.STATE),
    /** The edit was made on a state that is no longer the live one. */
    CONFLICT(Blame.STATE),
    /** The default branch can't be deleted. */
    DEFAULT_BRANCH(Blame.STATE),

    /** The storage refused or failed; nothing was changed. */
    STORAGE_FAILED(Blame.STORAGE),
    /** The storage can't be reached now. */
    STORAGE_UNAVAILABLE(Blame.STORAGE),
    /** What is stored does not match its id or can't be read: {@code erp-config verify} names it. */
    STORAGE_DAMAGED(Blame.STORAGE),
    /** Another process has the store open. */
    STORAGE_IN_USE(Blame.STORAGE),
    /** The platform that knows who has signed in can't be asked now. */
    SIGN_IN_UNAVAILABLE(Blame.PLATFORM);

    private final Blame blame;

    ErrorCode(Blame blame) {
        this.blame = blame;
    }

    public Blame blame() {
        return blame;
    }
}
