package io.erpconfig.http;

import java.nio.charset.StandardCharsets;

/** Text that may hold any character, made fit for a header, where servers and clients agree on ASCII alone. */
public final class HeaderText {

    private HeaderText() {}

    /** Printable ASCII as it is, but {@code %} and everything else percent-encoded: to be decoded like a URL. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 0x7F && b != '%') {
                encoded.append((char) b);
            } else {
                PercentEncoding.append(encoded, b);
            }
        }
        return encoded.toString();
    }

    /**
     * A {@code Content-Disposition} (RFC 6266): the file's name in ASCII for old clients, and exactly for the others
     * where ASCII does not say it all. Nothing follows a plain name, since some clients take all that does for part of it.
     *
     * @param kind {@code inline} or {@code attachment}
     */
    public static String disposition(String kind, String fileName) {
        StringBuilder ascii = new StringBuilder(fileName.length());
        fileName.codePoints()
                .forEach(c -> ascii.append(c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '%' ? (char) c : '_'));
        String plain = kind + "; filename=\"" + ascii + "\"";
        return fileName.contentEquals(ascii) ? plain : plain + "; filename*=UTF-8''" + PercentEncoding.encode(fileName);
    }
}
