package io.erpconfig.http.admin;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Base64 without the line breaks that MIME and command-line tools put into it (RFC 2045, section 6.8). Nothing else is
 * left out: a blank, say, may have been a {@code +}, and what was sent must not become something else unnoticed.
 */
final class Base64Digits extends FilterInputStream {

    private long count;

    Base64Digits(InputStream in) {
        super(in);
    }

    /** Number of digits read, padding included. */
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        while (read == '\r' || read == '\n') {
            read = in.read();
        }
        count += read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int filled = 0;
        for (int read = 0; filled < length && read >= 0; ) {
            read = read();
            if (read >= 0) {
                into[offset + filled++] = (byte) read;
            }
        }
        return filled == 0 && length > 0 ? -1 : filled;
    }
}
