package io.erpconfig.http.admin;

import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonToken;

/**
 * The fields of a JSON object that a request carries, as far as requests have any: texts, switches, lists of texts, and
 * {@code null}. A field that the route doesn't know is refused, so that a misspelt one is not overlooked. What is missing
 * or of another kind is an {@link ApiException}, 400, {@link ApiErrorCode#INVALID_BODY}.
 */
final class BodyFields {

    /** A field's value. */
    private sealed interface Value {

        record Text(String text) implements Value {}

        record Flag(boolean on) implements Value {}

        record Texts(List<String> texts) implements Value {}

        record Null() implements Value {}

        /** A value that no field has: a number, an object, or a list of something other than texts. */
        record Other() implements Value {}
    }

    private final Map<String, Value> values;

    private BodyFields(Map<String, Value> values) {
        this.values = Map.copyOf(values);
    }

    /** Reads the one object that there is, with no fields but these. */
    static BodyFields read(JsonBody json, Set<String> known) {
        Map<String, Value> values = new HashMap<>();
        json.next();
        json.object(known, name -> values.put(name, value(json)));
        json.end();
        return new BodyFields(values);
    }

    private static Value value(JsonBody json) {
        JsonToken token = json.token();
        return switch (token) {
            case VALUE_STRING -> new Value.Text(json.text());
            case VALUE_TRUE, VALUE_FALSE -> new Value.Flag(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> new Value.Null();
            case START_ARRAY -> list(json);
            default -> {
                json.skip();
                yield new Value.Other();
            }
        };
    }

    private static Value list(JsonBody json) {
        List<String> texts = new ArrayList<>();
        boolean allTexts = true;
        while (json.next() != JsonToken.END_ARRAY) {
            if (json.token() == JsonToken.VALUE_STRING) {
                texts.add(json.text());
            } else {
                allTexts = false;
                json.skip();
            }
        }
        return allTexts ? new Value.Texts(List.copyOf(texts)) : new Value.Other();
    }

    /** Whether the field is there, be it {@code null}. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A text that has to be there. */
    String text(String name) {
        return optionalText(name).orElseThrow(() -> JsonBody.invalid("'" + name + "' is missing"));
    }

    /** A text that may be left out, and is not {@code null}. */
    Optional<String> optionalText(String name) {
        return find(name, Value.Text.class, "a text").map(Value.Text::text);
    }

    /** A text that may be left out or {@code null}; {@link #has} tells one from the other. */
    Optional<String> nullableText(String name) {
        return values.get(name) instanceof Value.Null ? Optional.empty() : optionalText(name);
    }

    /** A switch that may be left out, and is not {@code null}. */
    Optional<Boolean> optionalFlag(String name) {
        return find(name, Value.Flag.class, "true or false").map(Value.Flag::on);
    }

    /** A list of texts that may be left out, and is not {@code null}. */
    Optional<List<String>> optionalTexts(String name) {
        return find(name, Value.Texts.class, "a list of texts").map(Value.Texts::texts);
    }

    private <V extends Value> Optional<V> find(String name, Class<V> kind, String kindName) {
        Value value = values.get(name);
        if (value != null && !kind.isInstance(value)) {
            throw JsonBody.invalid("'" + name + "' must be " + kindName);
        }
        return Optional.ofNullable(value).map(kind::cast);
    }
}
