package io.erpconfig.core.error;

import static java.util.Objects.requireNonNull;

/**
 * The one exception of this store: a stable {@link ErrorCode} and a message for a person. Backends translate their
 * driver's errors into it once and keep the cause. The message of an error that is not the {@linkplain ErrorCategory#STORAGE
 * storage's} may be shown to a remote caller; that of a storage error may name files or servers and may not.
 */
public final class ConfigStoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public ConfigStoreException(ErrorCode code, String message) {
        // Only storage errors are worth a stack trace: the others are answers, and a hostile caller can ask for many.
        super(message, null, false, code.category() == ErrorCategory.STORAGE);
        this.code = requireNonNull(code, "code");
    }

    public ConfigStoreException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }
}
