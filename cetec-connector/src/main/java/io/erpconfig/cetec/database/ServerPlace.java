package io.erpconfig.cetec.database;

import static java.util.Objects.requireNonNull;

import io.erpconfig.cetec.customer.ConnectionTest;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/** The place of a database server. */
public sealed interface ServerPlace {

    /** A server that is reached over the network. */
    record Tcp(String host, int port) implements ServerPlace {

        private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

        public Tcp {
            requireNonNull(host, "host");
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port: " + port);
            }
        }

        @Override
        public boolean isOnThisMachine() {
            return THIS_MACHINE.contains(host);
        }

        @Override
        public ConnectionTest.Method method() {
            return ConnectionTest.Method.TCP;
        }
    }

    /** A server on this machine, reached by a Unix socket. */
    record Socket(Path file) implements ServerPlace {

        public Socket {
            if (file.toString().contains("&")) {
                throw new IllegalArgumentException("file: has an '&' in it, which no driver takes");
            }
        }

        @Override
        public boolean isOnThisMachine() {
            return true;
        }

        @Override
        public ConnectionTest.Method method() {
            return ConnectionTest.Method.SOCKET;
        }
    }

    /** Whether what goes there leaves this machine. */
    boolean isOnThisMachine();

    ConnectionTest.Method method();

    /**
     * Reads a place: {@code mysql://host:port}, with 3306 as the default of the port, or {@code unix:/path/of/the.sock}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static ServerPlace parse(String text) {
        try {
            if (text.startsWith("unix:/")) {
                return new Socket(Path.of(text.substring("unix:".length())));
            }
            URI url = URI.create(text);
            boolean known = "mysql".equals(url.getScheme()) || "mariadb".equals(url.getScheme());
            boolean bare = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
            if (known && bare && url.getHost() != null && Set.of("", "/").contains(url.getRawPath())) {
                return new Tcp(url.getHost(), url.getPort() < 0 ? 3306 : url.getPort());
            }
        } catch (IllegalArgumentException e) {
            // Said below, without what may be a secret in it.
        }
        throw new IllegalArgumentException("not mysql://HOST:PORT without user, password and database, nor"
                + " unix:/PATH/OF/THE.sock; user and password are settings of their own");
    }
}
