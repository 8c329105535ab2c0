package io.erpconfig.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of UTF-8 (RFC 3986, section 2.1), read strictly. */
public final class PercentEncoding {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    /** The character that the server puts in the place of unencoded bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private PercentEncoding() {}

    /**
     * Decodes once. {@code +} stays what it is, and so does UTF-8 that came unencoded.
     *
     * @throws ApiException 400 if a {@code %} is not followed by two hex digits or the bytes are not UTF-8
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0 && isAscii(text)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80 && c != '%') {
                bytes.write(c);
            } else if (c == '%') {
                boolean digits = i + 2 < length
                        && HexFormat.isHexDigit(text.charAt(i + 1))
                        && HexFormat.isHexDigit(text.charAt(i + 2));
                if (!digits) {
                    throw new ApiException(
                            ApiErrorCode.BAD_REQUEST, "the URL has a '%' that two hex digits don't follow");
                }
                bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                int character = text.codePointAt(i);
                if (c == REPLACEMENT || Character.getType(character) == Character.SURROGATE) {
                    throw notUtf8();
                }
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(character) - 1;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw notUtf8();
        }
    }

    private static ApiException notUtf8() {
        return new ApiException(ApiErrorCode.BAD_REQUEST, "the URL has bytes that are not UTF-8");
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** Encodes everything but letters, digits and {@code - . _ ~}: good in a path's segment and in a query. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                append(encoded, b);
            }
        }
        return encoded.toString();
    }

    static void append(StringBuilder to, byte b) {
        to.append('%').append(HEX[b >> 4 & 0xF]).append(HEX[b & 0xF]);
    }
}
