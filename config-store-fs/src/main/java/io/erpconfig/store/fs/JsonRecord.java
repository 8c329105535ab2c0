package io.erpconfig.store.fs;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object as it is in a file. Fields that nobody asks for are passed over; one that is asked for and is missing,
 * or is of another type, is an {@link IllegalArgumentException}; what is no JSON object is one too or a
 * {@link tools.jackson.core.JacksonException}.
 */
final class JsonRecord {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> fields;
    private final Set<String> asked = new HashSet<>();

    private JsonRecord(Map<String, Object> fields) {
        this.fields = fields;
    }

    static byte[] write(Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** The same with a {@linkplain Checksum checksum} behind its fields. */
    static byte[] writeChecked(Consumer<JsonGenerator> fields) {
        return Checksum.append(write(fields));
    }

    static JsonRecord parse(byte[] bytes) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no JSON object");
            }
            JsonRecord record = object(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON object");
            }
            return record;
        }
    }

    private static JsonRecord object(JsonParser json) {
        Map<String, Object> fields = new HashMap<>();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            fields.put(name, value(json, json.nextToken()));
        }
        return new JsonRecord(fields);
    }

    private static Object value(JsonParser json, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonToken item = json.nextToken(); item != JsonToken.END_ARRAY; item = json.nextToken()) {
                    items.add(value(json, item));
                }
                yield items;
            }
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    /** The same without a field. */
    JsonRecord without(String name) {
        Map<String, Object> others = new HashMap<>(fields);
        others.remove(name);
        return new JsonRecord(others);
    }

    String text(String name) {
        return get(name, String.class);
    }

    long number(String name) {
        return get(name, Long.class);
    }

    boolean flag(String name) {
        return get(name, Boolean.class);
    }

    Instant time(String name) {
        return Instant.parse(text(name));
    }

    JsonRecord object(String name) {
        return get(name, JsonRecord.class);
    }

    List<String> texts(String name) {
        List<?> items = get(name, List.class);
        return items.stream().map(String.class::cast).toList();
    }

    /** A field that may be left out, as an empty list is. */
    List<String> optionalTexts(String name) {
        return has(name) ? texts(name) : List.of();
    }

    /** A field that may be left out. */
    Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** A field that may be left out, as false is. */
    boolean optionalFlag(String name) {
        return has(name) && flag(name);
    }

    /** A field that may be left out. */
    Optional<Long> optionalNumber(String name) {
        return has(name) ? Optional.of(number(name)) : Optional.empty();
    }

    /** A field that may be left out. */
    Optional<Instant> optionalTime(String name) {
        return optionalText(name).map(Instant::parse);
    }

    /** A field that may be left out. */
    Optional<JsonRecord> optionalObject(String name) {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    Iterable<String> names() {
        return fields.keySet();
    }

    /**
     * Returns if all fields have been asked for: else one may have got another name.
     *
     * @throws IllegalArgumentException if not
     */
    void requireAllAsked() {
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            if (!asked.contains(field.getKey())) {
                throw new IllegalArgumentException("nobody knows its field \"" + field.getKey() + "\"");
            }
            if (field.getValue() instanceof JsonRecord below) {
                below.requireAllAsked();
            }
        }
    }

    boolean has(String name) {
        asked.add(name);
        return fields.containsKey(name);
    }

    private <T> T get(String name, Class<T> type) {
        asked.add(name);
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("\"" + name + "\" is missing or of another type");
        }
        return type.cast(value);
    }
}
