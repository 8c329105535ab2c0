package io.erpconfig.http;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes JSON, token by token. */
public final class Json {

    /** The media type, exactly: some GitLab clients accept no parameter and no {@code problem+json}. */
    public static final String MEDIA_TYPE = "application/json";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // What is written when an error cuts a document short must not look complete.
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Json() {}

    /** A whole document as bytes. */
    public static byte[] bytes(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        write(out, content);
        return out.toByteArray();
    }

    /**
     * Writes a document; the stream is flushed and stays open.
     *
     * @throws tools.jackson.core.JacksonException if the stream fails
     */
    public static void write(OutputStream out, Consumer<JsonGenerator> content) {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        }
    }

    /** A time as every GitLab client reads it: {@code 2026-01-31T12:00:00.000Z}. */
    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** A property that is {@code null} where there is no value. */
    public static void optional(JsonGenerator json, String name, Optional<String> value) {
        if (value.isPresent()) {
            json.writeStringProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }
}
