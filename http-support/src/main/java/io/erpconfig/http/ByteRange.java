package io.erpconfig.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a body that is asked for.
 *
 * @param first  the first byte's index
 * @param length how many bytes, at least one
 */
record ByteRange(long first, long length) {

    private static final Pattern ONE_RANGE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /**
     * Reads a {@code Range}. Empty, which means the whole, for what is no single range of bytes.
     *
     * @param size of the whole body
     * @throws ApiException 416 if the body has none of the bytes asked for
     */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher range = ONE_RANGE.matcher(header);
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (range.group(1).isEmpty()) {
            first = Math.max(0, size - Long.parseLong(range.group(2)));
        } else {
            first = Long.parseLong(range.group(1));
            if (!range.group(2).isEmpty()) {
                long asked = Long.parseLong(range.group(2));
                if (asked < first) {
                    return Optional.empty();
                }
                last = Math.min(last, asked);
            }
        }
        if (first > last) {
            throw new ApiException(
                    ApiErrorCode.RANGE_NOT_SATISFIABLE, new Answer.Header("Content-Range", "bytes */" + size));
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    /** The value of {@code Content-Range}. */
    String of(long size) {
        return "bytes " + first + '-' + (first + length - 1) + '/' + size;
    }
}
