package io.erpconfig.store.fs;

import java.nio.ByteBuffer;

/** Numbers from 0 in as few bytes as they need, seven bits in each, the low ones first. */
final class Varint {

    /** A number takes at most so many bytes. */
    static final int MAX_BYTES = 9;

    private Varint() {}

    static void put(ByteBuffer into, long number) {
        long rest = number;
        while (rest > 0x7f) {
            into.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        into.put((byte) rest);
    }

    /** @throws RuntimeException if there is none here */
    static long get(ByteBuffer from) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            byte next = from.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number of more than " + MAX_BYTES + " bytes");
    }

    /** @throws RuntimeException if there is none here that is an {@code int} */
    static int getInt(ByteBuffer from) {
        return Math.toIntExact(get(from));
    }
}
