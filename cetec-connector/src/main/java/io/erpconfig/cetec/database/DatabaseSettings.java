package io.erpconfig.cetec.database;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Settings on the server with the backup databases. The password is secret, and {@link #toString} does not tell it.
 *
 * @param place       where the server is
 * @param tls         whether what goes there is encrypted
 * @param authorities a PEM file with the certificate, or the authority, that is trusted instead of the machine's own
 * @param batch       number of databases that one query looks for, up to {@value #MAX_BATCH}
 * @param queryLimit  time that one query may take
 * @param batchLimit  time that a batch may take, with all that is waited for
 */
public record DatabaseSettings(
        ServerPlace place,
        String user,
        String password,
        Tls tls,
        Optional<Path> authorities,
        int batch,
        Duration queryLimit,
        Duration batchLimit) {

    /** The defaults (contract, section 10). */
    public static final int DEFAULT_BATCH = 50;

    public static final Duration DEFAULT_QUERY_LIMIT = Duration.ofSeconds(30);
    public static final Duration DEFAULT_BATCH_LIMIT = Duration.ofSeconds(60);

    private static final int MAX_BATCH = 500;

    /** Whether connections are encrypted. */
    public enum Tls {
        /** With a certificate of the server's name that is trusted. */
        VERIFY,
        /** With any certificate: whoever is in between can read along. */
        TRUST,
        OFF;

        /**
         * Reads the word for one, in any case.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static Tls parse(String text) {
            return Arrays.stream(values())
                    .filter(tls -> tls.name().equalsIgnoreCase(text))
                    .findAny()
                    .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not verify, trust or off"));
        }

        /** The default: on this machine nobody is in between. */
        public static Tls defaultFor(ServerPlace place) {
            return place.isOnThisMachine() ? OFF : VERIFY;
        }
    }

    public DatabaseSettings {
        requireNonNull(place, "place");
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        requireNonNull(tls, "tls");
        if (authorities.filter(file -> file.toString().contains("&")).isPresent()) {
            throw new IllegalArgumentException("authorities: has an '&' in it, which no driver takes");
        }
        if (batch < 1 || batch > MAX_BATCH) {
            throw new IllegalArgumentException("a batch has 1 to " + MAX_BATCH + " databases");
        }
        requirePositive(queryLimit);
        requirePositive(batchLimit);
    }

    private static void requirePositive(Duration limit) {
        if (limit.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a time limit is at least a second");
        }
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + place + "]";
    }
}
