package io.erpconfig.http.admin;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON document on its way in, token by token, read strictly: UTF-8 alone, no unknown field, none twice, nothing
 * behind the document. A violation is an {@link ApiException}, 400, {@link ApiErrorCode#INVALID_BODY}. Used by one
 * thread.
 */
final class JsonBody implements AutoCloseable {

    private static final int MAX_DEPTH = 20;
    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 100;
    private static final int SHOWN = 64;

    private final JsonParser parser;

    /**
     * @param factory as {@link #factory} makes it
     * @param in      is closed with this; an {@link java.io.IOException} of it counts as the storage's
     */
    JsonBody(JsonFactory factory, InputStream in) {
        // Decoded here, since the parser itself would guess other encodings, and take what is not quite UTF-8.
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
        this.parser = factory.createParser(ObjectReadContext.empty(), text);
    }

    /** @param maxText the longest text that is read, in UTF-16 code units */
    static JsonFactory factory(int maxText) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME)
                .maxNumberLength(MAX_NUMBER)
                .maxStringLength(maxText)
                .build();
        return JsonFactory.builder().streamReadConstraints(constraints).build();
    }

    /** The error for a body that can't be understood. */
    static ApiException invalid(String message) {
        return new ApiException(ApiErrorCode.INVALID_BODY, message);
    }

    private <T> T read(Function<JsonParser, T> read) {
        try {
            return read.apply(parser);
        } catch (StreamConstraintsException e) {
            throw invalid("the body is nested too deeply, or has a name, number or text that is too long");
        } catch (JacksonIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw invalid("the body is not valid Unicode in UTF-8");
            }
            throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "a request's body can't be kept", e);
        } catch (JacksonException e) {
            // The parser's own message would quote the body.
            throw invalid("the body is not JSON from line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + " on");
        }
    }

    /** The token that was read last. */
    JsonToken token() {
        return parser.currentToken();
    }

    /** Reads the next token. */
    JsonToken next() {
        JsonToken next = read(JsonParser::nextToken);
        if (next == null) {
            throw invalid("the body is empty, or ends too early");
        }
        return next;
    }

    /** Reads up to the document's end. */
    void end() {
        if (read(JsonParser::nextToken) != null) {
            throw invalid("something follows the JSON object");
        }
    }

    /**
     * Reads the object that the last token begins.
     *
     * @param known  the fields that it may have, each once
     * @param fields is called with the name of each field when the first token of its value was read, and reads the rest
     */
    void object(Set<String> known, Consumer<String> fields) {
        if (token() != JsonToken.START_OBJECT) {
            throw invalid("a JSON object is wanted");
        }
        Set<String> seen = new HashSet<>();
        while (next() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (!known.contains(name)) {
                throw invalid("unknown field '" + shown(name) + "'");
            }
            if (!seen.add(name)) {
                throw invalid("field '" + name + "' is there twice");
            }
            next();
            fields.accept(name);
        }
    }

    /** A name without characters that an answer could not hold, as they are not Unicode. */
    private static String shown(String name) {
        String part = name.length() > SHOWN ? name.substring(0, SHOWN) + "\u2026" : name;
        return part.replaceAll("\\p{Cs}|\\p{Cc}", "\uFFFD");
    }

    /** The text that the last token, a field's value, has to be. */
    String text(String field) {
        requireText(field);
        return text();
    }

    /** Refuses a field's value, which begins with the last token, if it is no text. */
    void requireText(String field) {
        if (token() != JsonToken.VALUE_STRING) {
            throw invalid("'" + field + "' must be a text");
        }
    }

    /** The text that the last token is. */
    String text() {
        String text = read(JsonParser::getString);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw invalid("the body has a text that is not valid Unicode");
        }
        return text;
    }

    /**
     * Passes on the text that the last token is, which may be long.
     *
     * @return false if it is longer than the longest that is read; then no more can be read
     */
    boolean copyText(Writer to) {
        return read(json -> {
            try {
                json.getString(to);
                return true;
            } catch (StreamConstraintsException e) {
                return false;
            }
        });
    }

    /** Leaves out what the last token begins. */
    void skip() {
        read(JsonParser::skipChildren);
    }

    @Override
    public void close() {
        parser.close();
    }
}
