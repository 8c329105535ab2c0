package io.erpconfig.opening;

/** A place where the store that was asked for isn't, or can't be; the message says why and what to do. */
public final class StorePlaceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StorePlaceException(String message) {
        super(message);
    }
}
