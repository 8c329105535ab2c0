package io.erpconfig.cetec.customer;

import java.util.Locale;

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
        NOT_CONFIGURED;

        /** The word of the contract. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The way to the server. */
    public enum Method {
        TCP("direct_host", "tcp"),
        SOCKET("socket", "socket");

        private final String way;
        private final String type;

        Method(String way, String type) {
            this.way = way;
            this.type = type;
        }

        /** {@code connection_method} of the contract. */
        public String way() {
            return way;
        }

        /** {@code connection_type} of the contract. */
        public String type() {
            return type;
        }
    }

    /** There is no database server to ask. */
    public static ConnectionTest notConfigured() {
        return new ConnectionTest(
                Status.NOT_CONFIGURED, "no database server is set: set --mysql-url and restart the server", Method.TCP);
    }
}
