package io.erpconfig.store.fs;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** The value of an object's entry: when it was stored last, in whole milliseconds, and its bytes. */
final class StoredObject {

    /** How many bytes come before those of the object. */
    static final int HEADER = 6;

    private static final int NANOS = 1_000_000;

    private StoredObject() {}

    /** A part of a millisecond counts as a whole one, so that nothing seems to have been stored earlier than it was. */
    static byte[] encode(Instant stored, byte[] bytes) {
        long time = stored.toEpochMilli() + (stored.getNano() % NANOS > 0 ? 1 : 0);
        return ByteBuffer.allocate(HEADER + bytes.length)
                .putShort((short) (time >>> Integer.SIZE))
                .putInt((int) time)
                .put(bytes)
                .array();
    }

    static Instant time(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return Instant.ofEpochMilli((long) bytes.getShort() << Integer.SIZE | Integer.toUnsignedLong(bytes.getInt()));
    }

    static byte[] bytes(byte[] value) {
        return Arrays.copyOfRange(value, HEADER, value.length);
    }
}
