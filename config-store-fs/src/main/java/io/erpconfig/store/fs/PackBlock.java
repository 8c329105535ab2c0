package io.erpconfig.store.fs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Values of a {@link Pack} that were written one after another, compressed together: each with its length before it.
 *
 * @param first the number of its first value in the pack, from 0
 */
record PackBlock(long first, List<byte[]> values) {

    /** A block is written when it has so many bytes, before they are compressed. */
    static final int SIZE = 16 << 10;

    /**
     * What stands before a block's bytes.
     *
     * @param raw    how many bytes they are, decompressed; as many as are stored if they aren't compressed
     * @param stored how many bytes follow
     * @param count  number of values
     * @param first  the number of the first value in the pack
     * @param crc    the CRC-32C of the bytes that follow
     */
    record Header(int raw, int stored, int count, long first, int crc) {

        /** With a CRC-32C of its own. */
        static final int BYTES = 28;

        ByteBuffer encoded() {
            ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                    .putInt(raw)
                    .putInt(stored)
                    .putInt(count)
                    .putLong(first)
                    .putInt(crc);
            return bytes.putInt(crcOf(bytes.duplicate().flip())).flip();
        }

        /** @throws IllegalArgumentException if these bytes are none */
        static Header decode(ByteBuffer bytes) {
            int own = crcOf(bytes.slice(0, BYTES - Integer.BYTES));
            Header header =
                    new Header(bytes.getInt(0), bytes.getInt(4), bytes.getInt(8), bytes.getLong(12), bytes.getInt(20));
            if (bytes.getInt(BYTES - Integer.BYTES) != own || header.raw < 0 || header.stored < 0) {
                throw new IllegalArgumentException("no block begins here");
            }
            return header;
        }

        Header from(long otherFirst) {
            return new Header(raw, stored, count, otherFirst, crc);
        }
    }

    static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** @throws IllegalArgumentException if these are not the bytes that were written */
    static PackBlock decode(Header header, ByteBuffer stored) {
        if (crcOf(stored.duplicate()) != header.crc) {
            throw new IllegalArgumentException("its bytes are not those that were written");
        }
        ByteBuffer raw = header.raw == header.stored ? stored : inflated(header, stored);
        List<byte[]> values = new ArrayList<>(header.count);
        try {
            for (int i = 0; i < header.count; i++) {
                byte[] value = new byte[Varint.getInt(raw)];
                raw.get(value);
                values.add(value);
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("it doesn't have " + header.count + " values", e);
        }
        return new PackBlock(header.first, values);
    }

    private static ByteBuffer inflated(Header header, ByteBuffer stored) {
        Inflater inflater = new Inflater(true);
        try {
            ByteBuffer raw = ByteBuffer.allocate(header.raw);
            inflater.setInput(stored);
            while (raw.hasRemaining() && inflater.inflate(raw) > 0) {
                continue;
            }
            if (raw.hasRemaining()) {
                throw new IllegalArgumentException("it can't be decompressed");
            }
            return raw.flip();
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("it can't be decompressed", e);
        } finally {
            inflater.end();
        }
    }

    /** The value of a number in the pack. */
    byte[] value(long number) {
        return values.get(Math.toIntExact(number - first));
    }

    int memory() {
        return values.stream().mapToInt(value -> value.length + 24).sum();
    }
}
