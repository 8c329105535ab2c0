package io.erpconfig.http.limit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Limits of a server's connections.
 *
 * @param most       connections at a time
 * @param perAddress of them from one address; of IPv6, from one network
 * @param keepAlive  time that a connection is kept at least from one request to the next
 * @param head       time that a request's head may take, and a new connection until its first head is there
 */
public record ConnectionLimits(int most, int perAddress, Duration keepAlive, Duration head) {

    /** Default number of connections at a time. */
    public static final int DEFAULT_MOST = 16_384;

    /** Default time between two requests: longer than clients wait that poll every minute. */
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(75);

    private static final Duration DEFAULT_HEAD = Duration.ofSeconds(30);

    /** Fewest files that are left to the store and the virtual machine. */
    private static final long FEWEST_FILES = 96;

    /** Number that is enough for as many requests as there are threads, each with files of its own. */
    private static final long ENOUGH_FILES = 1024;

    /** @throws IllegalArgumentException if a limit is below one */
    public ConnectionLimits {
        if (most < 1 || perAddress < 1 || !isPositive(keepAlive) || !isPositive(head)) {
            throw new IllegalArgumentException("limits of connections must be positive");
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    /** Limits with the default time for a request's head. */
    public ConnectionLimits(int most, int perAddress, Duration keepAlive) {
        this(most, perAddress, keepAlive, DEFAULT_HEAD);
    }

    /** The default limits. */
    public static ConnectionLimits defaults() {
        return new ConnectionLimits(DEFAULT_MOST, ofOneAddress(DEFAULT_MOST), DEFAULT_KEEP_ALIVE);
    }

    /** The default for one address: no single one can take all. */
    public static int ofOneAddress(int most) {
        return Math.max(1, most / 4 * 3);
    }

    /** The same, with no more connections than the process may open files, less those that its store needs. */
    ConnectionLimits withinOpenFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? within(system.getMaxFileDescriptorCount())
                : this;
    }

    /**
     * The same within so many open files. One address may have all of what is left only if it might have all before.
     *
     * @param files that the process may have open
     */
    ConnectionLimits within(long files) {
        long reserved = Math.max(FEWEST_FILES, Math.min(ENOUGH_FILES, files / 4));
        int allowed = (int) Math.max(1, Math.min(most, files - reserved));
        if (allowed == most) {
            return this;
        }
        int ofOne = perAddress >= most ? allowed : Math.min(perAddress, ofOneAddress(allowed));
        return new ConnectionLimits(allowed, ofOne, keepAlive, head);
    }
}
