package io.erpconfig.store.fs;

import io.erpconfig.core.content.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names as they stand in the file system: ASCII without upper-case letters, so that they work under every locale and
 * differ where a file system folds case or normalises Unicode, and none that Windows reserves.
 *
 * <p>{@code [a-z0-9._-]} stand for themselves, an upper-case ASCII letter {@code X} is {@code +x}, every other byte of
 * the UTF-8 is {@code %hh}. The first character of a reserved device name, and a dot at either end, are {@code %hh} too.
 * What would be longer than {@value #LONGEST} is its first {@value #KEPT} characters, {@code ~} and its SHA-256 in hex:
 * such a name can't be read back, which is why records say their names themselves.
 */
final class FileName {

    private static final int LONGEST = 200;
    private static final int KEPT = 120;
    private static final Pattern RESERVED =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENCODED = Pattern.compile("(?:[a-z0-9._-]|\\+[a-z]|%[0-9a-f]{2})+");

    private FileName() {}

    static String encode(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        boolean reserved = RESERVED.matcher(name).matches();
        StringBuilder encoded = new StringBuilder(utf8.length + 16);
        for (int i = 0; i < utf8.length; i++) {
            char c = (char) (utf8[i] & 0xFF);
            boolean first = i == 0;
            boolean atEnd = first || i == utf8.length - 1;
            if (first && reserved || atEnd && c == '.' || !(isPlain(c) || isUpper(c))) {
                encoded.append('%').append(HexFormat.of().toHexDigits((byte) c));
            } else if (isUpper(c)) {
                encoded.append('+').append((char) (c + ('a' - 'A')));
            } else {
                encoded.append(c);
            }
        }
        return encoded.length() <= LONGEST
                ? encoded.toString()
                : encoded.substring(0, KEPT) + '~' + Sha256.of(utf8).hex();
    }

    /** The name that was encoded so; none if that can't be told, or if nothing is encoded so. */
    static Optional<String> decode(String encoded) {
        if (!ENCODED.matcher(encoded).matches()) {
            return Optional.empty();
        }
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '+') {
                i++;
                utf8.write(encoded.charAt(i) - ('a' - 'A'));
            } else if (c == '%') {
                utf8.write(Integer.parseInt(encoded, i + 1, i + 3, 16));
                i += 2;
            } else {
                utf8.write(c);
            }
        }
        return Optional.of(utf8.toString(StandardCharsets.UTF_8))
                .filter(name -> encode(name).equals(encoded));
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
