package io.erpconfig.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;

/** The body of an {@link Answer}. */
public sealed interface Body {

    /** The empty body. */
    Body NONE = new Bytes(new byte[0]);

    /** Bytes that are held as a whole and no longer change. */
    record Bytes(byte[] bytes) implements Body {}

    /**
     * Bytes that can be read from the first, any number of times.
     *
     * @param length how many, in bytes
     */
    record Content(long length, Opener opener) implements Body {}

    /**
     * A body that is made while it is sent.
     *
     * @param length in bytes, if it is known beforehand
     */
    record Written(OptionalLong length, Writer writer) implements Body {}

    /** Opens content; the caller closes the stream. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    /** Writes content; the stream is the caller's to close. */
    @FunctionalInterface
    interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }
}
