package io.erpconfig.http.admin;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A request's body that fails when it comes too slowly: after {@link #GRACE} a client has to have sent at least {@value
 * #MIN_BYTES_PER_SECOND} bytes a second, on average. (The server ends connections that are silent for long; a byte now and
 * then would keep one open for ever.) Used by one thread.
 */
final class MinimumRateStream extends FilterInputStream {

    static final int MIN_BYTES_PER_SECOND = 512;

    /** Time that a few bytes may well take, say from a phone in a tunnel. */
    static final Duration GRACE = Duration.ofSeconds(20);

    private final LongSupplier nanoTime;
    private final long began;
    private long count;

    MinimumRateStream(InputStream in, LongSupplier nanoTime) {
        super(in);
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        count += Math.max(0, read);
        Duration taken = Duration.ofNanos(nanoTime.getAsLong() - began);
        if (read >= 0 && taken.compareTo(GRACE) > 0 && count < taken.toSeconds() * MIN_BYTES_PER_SECOND) {
            throw new IOException("a body is sent too slowly");
        }
        return read;
    }
}
