package io.erpconfig.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.content.Sha256;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Slows down the guessing of passwords: after ten wrong ones in a row for one name from one address, or thirty from one
 * address for any names, within five minutes, that address has to wait (contract, section 3). Nobody else does: from
 * elsewhere the name is let in. An attempt under way counts as a wrong one until it is known to be right, so that many
 * at once are no way around. Of IPv6 the network counts, since every customer has a whole one.
 *
 * <p>Safe for any number of threads; what it remembers is bounded.
 */
final class SignInThrottle {

    static final int PER_NAME = 10;
    static final int PER_ADDRESS = 30;
    static final Duration WINDOW = Duration.ofMinutes(5);

    /** Time to wait while attempts are under way that may yet succeed. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Names, and as many addresses. */
    static final int REMEMBERED = 50_000;

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int NETWORK_BYTES = 8;

    private final Clock clock;
    private final Cache<Pair, Attempts> byName = bounded();
    private final Cache<String, Attempts> byAddress = bounded();

    private record Pair(Sha256 name, String network) {}

    SignInThrottle(Clock clock) {
        this.clock = clock;
    }

    private static <K> Cache<K, Attempts> bounded() {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterAccess(WINDOW)
                .executor(Runnable::run)
                .build();
    }

    /** The wrong attempts of one kind in the window, and those that are under way. */
    private final class Attempts {

        private final int limit;
        private final Deque<Instant> wrong = new ArrayDeque<>();
        private int open;

        Attempts(int limit) {
            this.limit = limit;
        }

        /** Time to wait, if it is known already that there were too many attempts. */
        synchronized Optional<Duration> toWait() {
            // Asked for here, where no other thread can have noted what is later.
            Instant now = clock.instant();
            // What is far ahead was counted before the clock was put back.
            wrong.removeIf(
                    at -> at.isAfter(now.plus(WINDOW)) || !at.plus(WINDOW).isAfter(now));
            return wrong.size() < limit
                    ? Optional.empty()
                    : Optional.of(Duration.between(now, wrong.getFirst().plus(WINDOW)));
        }

        /** Counts one in, or says how long to wait. */
        synchronized Optional<Duration> open() {
            Optional<Duration> wait = toWait();
            if (wait.isPresent()) {
                return wait;
            }
            if (wrong.size() + open >= limit) {
                return Optional.of(SOON);
            }
            open++;
            return Optional.empty();
        }

        synchronized void close() {
            open--;
        }

        synchronized void add() {
            wrong.addLast(clock.instant());
        }

        synchronized void clear() {
            wrong.clear();
        }
    }

    /** An attempt that was let through. Used by one thread. */
    final class Attempt implements AutoCloseable {

        private final Attempts ofName;
        private final Attempts ofAddress;

        private Attempt(Attempts ofName, Attempts ofAddress) {
            this.ofName = ofName;
            this.ofAddress = ofAddress;
        }

        /** Notes how the attempt ended, unless the password could not be checked. */
        void ended(boolean right) {
            if (right) {
                // Those that were wrong before it no longer count against the name.
                ofName.clear();
            } else {
                ofName.add();
                ofAddress.add();
            }
        }

        @Override
        public void close() {
            ofName.close();
            ofAddress.close();
        }
    }

    /**
     * Refuses at once, without waiting for a turn, what {@link #admit} is going to refuse.
     *
     * @throws TooManyAttemptsException if there were too many
     */
    void check(String name, String address) {
        String network = network(address);
        refuse(Optional.ofNullable(byAddress.getIfPresent(network)).flatMap(Attempts::toWait));
        refuse(Optional.ofNullable(byName.getIfPresent(pair(name, network))).flatMap(Attempts::toWait));
    }

    /**
     * Lets an attempt through.
     *
     * @throws TooManyAttemptsException if there were too many; the password is not to be looked at then
     */
    Attempt admit(String name, String address) {
        String network = network(address);
        // First the address: once it has to wait, its names can't drive out of memory what else is remembered.
        Attempts ofAddress = byAddress.get(network, key -> new Attempts(PER_ADDRESS));
        refuse(ofAddress.open());
        Attempts ofName = byName.get(pair(name, network), key -> new Attempts(PER_NAME));
        Optional<Duration> wait = ofName.open();
        if (wait.isPresent()) {
            ofAddress.close();
        }
        refuse(wait);
        return new Attempt(ofName, ofAddress);
    }

    private static Pair pair(String name, String network) {
        return new Pair(Sha256.of(name.getBytes(StandardCharsets.UTF_8)), network);
    }

    /** Approximate number of names and addresses that are remembered. */
    long remembered() {
        return byName.estimatedSize() + byAddress.estimatedSize();
    }

    private static void refuse(Optional<Duration> wait) {
        if (wait.isPresent()) {
            throw new TooManyAttemptsException(wait.get());
        }
    }

    /** What an address counts for. */
    static String network(String address) {
        if (!IPV6.matcher(address).matches()) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES)
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
