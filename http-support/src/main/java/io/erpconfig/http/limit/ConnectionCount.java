package io.erpconfig.http.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Count of the connections that a server has, in all and from each address. One that is too many from its address is closed
 * at once; when there are too many in all, no more are accepted until some have ended. Safe for any number of threads.
 *
 * <p>Jetty's own {@code NetworkConnectionLimit} knows no addresses, and goes on accepting at the instant that one connection
 * ends: a selector on which an acceptor is cancelled and registered in one turn closes the server's socket.
 */
final class ConnectionCount implements SelectorManager.AcceptListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCount.class);

    /** Bytes of an IPv6 address that are its network: every customer has a whole one. */
    private static final int NETWORK_BYTES = 8;

    private final ConnectionLimits limits;
    private final Predicate<String> trusted;
    private final Runnable whenFull;
    private final RareWarning refused = new RareWarning(LOG);
    private final RareWarning full = new RareWarning(LOG);

    /** What each connection counts for. Guarded by this. */
    private final Map<SelectableChannel, String> open = new HashMap<>();

    /** Guarded by this. */
    private final Map<String, Integer> byNetwork = new HashMap<>();

    /**
     * @param trusted  tells addresses with any number of connections: proxies, which connect for others
     * @param whenFull is called by the connection that is the last to be let in
     */
    ConnectionCount(ConnectionLimits limits, Predicate<String> trusted, Runnable whenFull) {
        this.limits = limits;
        this.trusted = trusted;
        this.whenFull = whenFull;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        InetAddress address = addressOf(channel);
        String network = network(address);
        boolean tooMany;
        boolean last;
        synchronized (this) {
            open.put(channel, network);
            int ofNetwork = byNetwork.merge(network, 1, Integer::sum);
            tooMany = ofNetwork > limits.perAddress();
            last = isFull();
        }
        if (tooMany && !trusted.test(address.getHostAddress())) {
            // Jetty then fails to register it, which takes it out of the count again.
            IO.close(channel);
            refused.say(() -> "connections are refused: " + network + " has " + limits.perAddress()
                    + ", as many as one address may have");
        } else if (last) {
            full.say(() -> "no connection is accepted for the time being: there are " + limits.most()
                    + ", as many as there may be");
            whenFull.run();
        }
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        onClosed(channel);
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        String network = open.remove(channel);
        if (network != null) {
            byNetwork.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Whether no more are to be accepted. */
    synchronized boolean isFull() {
        return open.size() >= limits.most();
    }

    private static InetAddress addressOf(SelectableChannel channel) {
        // The socket knows it also when the client has gone away.
        InetAddress address = ((SocketChannel) channel).socket().getInetAddress();
        return address == null ? InetAddress.getLoopbackAddress() : address;
    }

    /** What an address counts for: itself, or of IPv6 its network. */
    static String network(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.ofDelimiter(":").formatHex(address.getAddress(), 0, NETWORK_BYTES) + "::/64"
                : address.getHostAddress();
    }
}
