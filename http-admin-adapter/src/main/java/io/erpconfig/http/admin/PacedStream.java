package io.erpconfig.http.admin;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What a client sends, as long as it is not sent too slowly: whoever needs more than a while has to send at least
 * {@value #MIN_BYTES_PER_SECOND} bytes a second, on the average. (The server ends connections that are silent for long; a
 * byte now and then would keep one for ever.) Used by one thread.
 */
final class PacedStream extends FilterInputStream {

    static final int MIN_BYTES_PER_SECOND = 512;

    /** A few bytes may well take this long, be it a telephone in a tunnel that sends them. */
    static final Duration GRACE = Duration.ofSeconds(20);

    private final LongSupplier nanoTime;
    private final long began;
    private long count;

    PacedStream(InputStream in, LongSupplier nanoTime) {
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
