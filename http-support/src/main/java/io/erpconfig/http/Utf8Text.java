package io.erpconfig.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Tells text from other content: what is valid UTF-8 without NUL is text (contract, section 2). */
public final class Utf8Text {

    /** The media type of text. JSON has it too: GitLab clients make objects of what is called JSON. */
    public static final String TEXT = "text/plain; charset=utf-8";

    /** The media type of everything else. */
    public static final String BINARY = "application/octet-stream";

    private static final int CHUNK = 16 * 1024;

    private Utf8Text() {}

    /** Whether a stream's bytes are text; reads it up to its end or to the first byte that shows it isn't. */
    public static boolean is(InputStream in) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        CharBuffer chars = CharBuffer.allocate(CHUNK);
        boolean end = false;
        while (!end) {
            int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            end = read < 0;
            bytes.position(bytes.position() + Math.max(0, read)).flip();
            if (decoder.decode(bytes, chars, end).isError() || hasNul(chars.flip())) {
                return false;
            }
            bytes.compact();
            chars.clear();
        }
        return true;
    }

    private static boolean hasNul(CharBuffer chars) {
        while (chars.hasRemaining()) {
            if (chars.get() == 0) {
                return true;
            }
        }
        return false;
    }
}
