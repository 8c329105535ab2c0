package io.erpconfig.cetec.customer;

/**
 * Whether the database server can be asked. Says nothing of its host, user or driver.
 *
 * @param message for people
 */
public record ConnectionTest(Status status, String message, Method method) {

    /** The outcome. */
    public enum Status {
        SUCCESS,
        ERROR,
        NOT_CONFIGURED
    }

    /** The way to the server. */
    public enum Method {
        TCP,
        SOCKET
    }
}
