package io.erpconfig.control;

/** A call that did not come to its end, or could not be made; the message is the one line that its user sees. */
public final class CallEndedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CallEndedException(String message) {
        super(message);
    }

    CallEndedException(String message, Throwable cause) {
        super(message, cause);
    }
}
