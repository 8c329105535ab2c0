package io.erpconfig.control;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/**
 * Frames on a socket: length of the payload (4 bytes), type (1 byte), payload. What is sent may wait for the next
 * {@link #flush} or {@link #receive}. Used by one thread; any other may close it, which ends what that one waits for.
 */
final class Frames implements Closeable {

    /** The longest payload, in bytes. */
    static final int MAX_PAYLOAD = 128 << 10;

    /** Time limit for a peer that one may wait for as long as it lives: none. */
    static final Duration FOREVER = Duration.ZERO;

    private static final int HEADER = Integer.BYTES + 1;
    private static final Frame.Type[] TYPES = Frame.Type.values();

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer out = ByteBuffer.allocate(HEADER + MAX_PAYLOAD);
    private final ByteBuffer in = ByteBuffer.allocate(HEADER + MAX_PAYLOAD).flip();
    private Duration patience;

    /**
     * Frames on a channel, which is closed with them, and at once if this fails.
     *
     * @param patience how long the other end may take to send, or to take, the next bytes
     */
    Frames(SocketChannel channel, Duration patience) throws IOException {
        this.channel = channel;
        this.patience = patience;
        this.selector = selector(channel);
        this.key = channel.register(selector, 0);
    }

    /** A selector for a channel. There may be none to be had when too many files are open: the channel is not to add to them. */
    private static Selector selector(SocketChannel channel) throws IOException {
        boolean open = false;
        try {
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            open = true;
            return selector;
        } finally {
            if (!open) {
                channel.close();
            }
        }
    }

    void patience(Duration now) {
        this.patience = now;
    }

    void send(Frame.Type type, String... texts) throws IOException {
        byte[] payload = Frame.of(type, texts).payload();
        send(type, payload, 0, payload.length);
    }

    void send(Frame.Type type, byte[] bytes, int from, int count) throws IOException {
        if (count > MAX_PAYLOAD) {
            throw new IOException("a message of " + count + " bytes is longer than " + MAX_PAYLOAD);
        }
        if (out.remaining() < HEADER + count) {
            flush();
        }
        out.putInt(count).put((byte) type.ordinal()).put(bytes, from, count);
    }

    void flush() throws IOException {
        out.flip();
        try {
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
        } finally {
            out.compact();
        }
    }

    /** @throws EOFException if the other end has gone */
    Frame receive() throws IOException {
        flush();
        fill(HEADER);
        int length = in.getInt();
        int type = in.get();
        if (length < 0 || length > MAX_PAYLOAD || type < 0 || type >= TYPES.length) {
            throw new IOException("what came is no message");
        }
        fill(length);
        byte[] payload = new byte[length];
        in.get(payload);
        return new Frame(TYPES[type], payload);
    }

    /** The next frame, which has to be one of these. */
    Frame receive(Frame.Type... expected) throws IOException {
        Frame frame = receive();
        if (!Arrays.asList(expected).contains(frame.type())) {
            throw frame.wrong();
        }
        return frame;
    }

    private void fill(int bytes) throws IOException {
        while (in.remaining() < bytes) {
            in.compact();
            int read;
            try {
                read = channel.read(in);
            } finally {
                in.flip();
            }
            if (read < 0) {
                throw new EOFException("the other end has gone");
            }
            if (read == 0) {
                await(SelectionKey.OP_READ);
            }
        }
    }

    private void await(int operation) throws IOException {
        try {
            key.interestOps(operation);
            if (selector.select(patience.toMillis()) == 0) {
                throw new SocketTimeoutException("the other end took longer than " + patience.toSeconds() + " s");
            }
            selector.selectedKeys().clear();
        } catch (CancelledKeyException | ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }
}
