package io.erpconfig.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * The address that a server listens at.
 *
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {

    /**
     * Takes the address for a moment, to see whether it can be had before anything is made.
     *
     * @return gives it back
     * @throws CannotListenException if it can't be had
     */
    public Closeable take() {
        try {
            return bound();
        } catch (IOException | RuntimeException e) {
            throw new CannotListenException(host, port, e);
        }
    }

    private ServerSocketChannel bound() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        boolean bound = false;
        try {
            channel.bind(new InetSocketAddress(host, port));
            bound = true;
            return channel;
        } finally {
            if (!bound) {
                channel.close();
            }
        }
    }

    /** The URL, without a slash at its end. */
    String url() {
        return "http://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
