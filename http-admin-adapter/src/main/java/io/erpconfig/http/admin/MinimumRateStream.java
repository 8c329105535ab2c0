package io.erpconfig.http.admin;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.commons.io.input.ProxyInputStream;

/**
 * A request's body that fails when it comes too slowly: after {@link #GRACE} a client has to have sent at least {@value
 * #MIN_BYTES_PER_SECOND} bytes a second, on average. (The server ends connections that are silent for long; a byte now and
 * then would keep one open for ever.) Used by one thread.
 */
final class MinimumRateStream extends ProxyInputStream {

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
    protected void afterRead(int read) throws IOException {
        count += Math.max(0, read);
        Duration taken = Duration.ofNanos(nanoTime.getAsLong() - began);
        if (read >= 0 && taken.compareTo(GRACE) > 0 && count < taken.toSeconds() * MIN_BYTES_PER_SECOND) {
            throw new IOException("a body is sent too slowly");
        }
    }
}
