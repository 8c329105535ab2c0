package io.erpconfig.app.server;

/** The address or port can't be had; the message names both. */
public final class CannotListenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CannotListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
