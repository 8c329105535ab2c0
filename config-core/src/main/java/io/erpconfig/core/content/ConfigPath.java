package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file's or folder's place in a branch: relative, {@code /}-separated, at most {@value #MAX_BYTES} bytes of UTF-8 with
 * segments of at most {@value #MAX_SEGMENT_BYTES}, none of them empty, {@code .} or {@code ..}, without {@code \} and
 * control characters (contract, section 1). The spelling is kept as it came: nothing is normalised or folded.
 *
 * @param value the path as text
 */
public record ConfigPath(String value) implements Comparable<ConfigPath> {

    /** The longest path, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1024;

    /** The longest segment, in bytes of UTF-8. */
    public static final int MAX_SEGMENT_BYTES = 255;

    /** @throws ConfigStoreException {@link ErrorCode#INVALID_PATH} if it is not a path */
    public ConfigPath {
        if (value.isEmpty()) {
            throw invalid("path is empty");
        }
        if (utf8Length(value) > MAX_BYTES) {
            throw invalid("path is longer than " + MAX_BYTES + " bytes");
        }
        for (String segment : value.split("/", -1)) {
            checkSegment(segment);
        }
    }

    private static void checkSegment(String segment) {
        if (segment.isEmpty()) {
            throw invalid("path has an empty segment: no leading, trailing or double '/'");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw invalid("path has a '" + segment + "' segment");
        }
        if (utf8Length(segment) > MAX_SEGMENT_BYTES) {
            throw invalid("path has a segment longer than " + MAX_SEGMENT_BYTES + " bytes");
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '\\' || Character.isISOControl(c)) {
                throw invalid("path has a '\\' or a control character");
            }
        }
    }

    private static int utf8Length(String text) {
        try {
            // At most three bytes for each of the string's code units, so a far longer one is not worth encoding.
            if (text.length() > MAX_BYTES) {
                return text.length();
            }
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return utf8.remaining();
        } catch (CharacterCodingException e) {
            throw invalid("path is not valid Unicode");
        }
    }

    private static ConfigStoreException invalid(String message) {
        return new ConfigStoreException(ErrorCode.INVALID_PATH, message);
    }

    /**
     * Refuses a path that nothing is newly saved under, since one of its names is git's own {@code .git}, in any case or in
     * a spelling that some system takes for it. Earlier versions did save there: such a path can still be read and deleted.
     *
     * @throws ConfigStoreException {@link ErrorCode#INVALID_PATH}
     */
    public void requireSavable() {
        for (String segment : segments()) {
            if (GitNames.isReserved(segment)) {
                throw invalid("nothing is saved at '" + value + "': git keeps '" + segment + "' for itself");
            }
        }
    }

    /** The names on the way to it, its own the last: never empty. */
    public List<String> segments() {
        return List.of(value.split("/"));
    }

    /** Its last segment. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** The path below this one. */
    public ConfigPath child(String name) {
        return new ConfigPath(value + '/' + name);
    }

    /** The order of the content id: by UTF-16 code units. */
    @Override
    public int compareTo(ConfigPath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
