package io.erpconfig.http.read;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fields that GitLab documents for each kind of object, in {@code gitlab-fields.json}: a type for each name, with
 * {@code ?} if it may be null. {@code [x]} is a list, and a capital begins another object of that file.
 */
final class GitLabFields {

    private final JsonNode objects;

    private GitLabFields(JsonNode objects) {
        this.objects = objects;
    }

    static GitLabFields load() {
        try (InputStream in =
                requireNonNull(GitLabFields.class.getResourceAsStream("gitlab-fields.json"), "gitlab-fields.json")) {
            return new GitLabFields(new JsonMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of an object's fields. */
    Set<String> of(String object) {
        return new TreeSet<>(objects.required(object).propertyNames());
    }

    Set<String> objects() {
        return new TreeSet<>(objects.propertyNames());
    }

    /** Checks that a value has all fields of this type, each of its own type, and no other. */
    void assertIs(JsonNode value, String type, String where) {
        if (type.endsWith("?")) {
            if (!value.isNull()) {
                assertIs(value, type.substring(0, type.length() - 1), where);
            }
        } else if (type.startsWith("[")) {
            assertThat(value.isArray()).as(where + " is a list").isTrue();
            for (JsonNode each : value) {
                assertIs(each, type.substring(1, type.length() - 1), where + "[]");
            }
        } else if (objects.has(type)) {
            assertThat(new TreeSet<>(value.propertyNames())).as(where).isEqualTo(of(type));
            objects.get(type)
                    .properties()
                    .forEach(field -> assertIs(
                            value.get(field.getKey()), field.getValue().asString(), where + '.' + field.getKey()));
        } else {
            assertThat(isSimply(value, type))
                    .as(where + " is a " + type + ": " + value)
                    .isTrue();
        }
    }

    private static boolean isSimply(JsonNode value, String type) {
        return switch (type) {
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "string" -> value.isString();
            case "object" -> value.isObject();
            case "time" ->
                value.isString() && value.asString().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            case "date" -> value.isString() && value.asString().matches("\\d{4}-\\d\\d-\\d\\d");
            case "url" -> value.isString() && value.asString().matches("https?://[^ ]+");
            default -> throw new IllegalArgumentException("type: " + type);
        };
    }
}
