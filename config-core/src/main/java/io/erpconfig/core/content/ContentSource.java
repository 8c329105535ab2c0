package io.erpconfig.core.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes on their way into the store: of known size, read once, never held as a whole. */
public interface ContentSource {

    /** Number of bytes that {@link #open} will give. */
    long size();

    /** The bytes from the first; the caller closes it. */
    InputStream open() throws IOException;

    /** These bytes, which the caller no longer changes. */
    static ContentSource of(byte[] bytes) {
        return new ContentSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
