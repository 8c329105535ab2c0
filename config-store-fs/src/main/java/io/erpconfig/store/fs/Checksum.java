package io.erpconfig.store.fs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The checksum that a JSON object on a line ends with: {@code …,"crc32c":"89abcdef"}} and a line feed. It is the CRC-32C of
 * all bytes before the comma in front of its name.
 */
final class Checksum {

    /** The name of the field. */
    static final String NAME = "crc32c";

    private static final byte[] BEFORE = ("\"" + NAME + "\":\"").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND = "\"}\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 8;
    private static final int LENGTH = BEFORE.length + DIGITS + BEHIND.length;

    private Checksum() {}

    /** The same object with its checksum as the last field. It ends with the brace that closes it, but for blanks. */
    static byte[] append(byte[] json) {
        int end = json.length;
        while (end > 0 && json[end - 1] != '}') {
            end--;
        }
        if (end < 2) {
            throw new IllegalArgumentException("json: no object");
        }
        int length = end - 1;
        int comma = json[length - 1] == '{' ? 0 : 1;
        byte[] sealed = Arrays.copyOf(json, length + comma + LENGTH);
        if (comma > 0) {
            sealed[length] = ',';
        }
        System.arraycopy(BEFORE, 0, sealed, length + comma, BEFORE.length);
        System.arraycopy(BEHIND, 0, sealed, sealed.length - BEHIND.length, BEHIND.length);
        write(sealed, 0, sealed.length);
        return sealed;
    }

    /** Computes the checksum of an object that has one anew. */
    static void write(byte[] lines, int from, int to) {
        int at = to - LENGTH;
        byte[] digits = compute(lines, from, at).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, lines, at + BEFORE.length, DIGITS);
    }

    private static String compute(byte[] lines, int from, int name) {
        int end = lines[name - 1] == ',' ? name - 1 : name;
        CRC32C crc = new CRC32C();
        crc.update(lines, from, end - from);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /**
     * Whether an object has a checksum.
     *
     * @throws IllegalArgumentException if it has one that is not that of its bytes
     */
    static boolean check(byte[] json) {
        return check(json, 0, json.length);
    }

    /** The same of an object in the midst of others. */
    static boolean check(byte[] lines, int from, int to) {
        int at = to - LENGTH;
        boolean there = at > from
                && Arrays.equals(lines, at, at + BEFORE.length, BEFORE, 0, BEFORE.length)
                && Arrays.equals(lines, to - BEHIND.length, to, BEHIND, 0, BEHIND.length);
        if (there) {
            String found = new String(lines, at + BEFORE.length, DIGITS, StandardCharsets.US_ASCII);
            boolean separated = lines[at - 1] == ',' || lines[at - 1] == '{';
            if (!separated || !found.equals(compute(lines, from, at))) {
                throw new IllegalArgumentException("its checksum is not that of its bytes");
            }
        }
        return there;
    }
}
