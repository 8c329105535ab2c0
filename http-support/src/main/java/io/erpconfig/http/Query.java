package io.erpconfig.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A request's query, decoded: {@code +} is a space. A parameter without a value counts as left out. */
public final class Query {

    private static final Pattern POSITIVE = Pattern.compile("0*[1-9][0-9]*");

    /** A name and its value. */
    public record Parameter(String name, String value) {}

    private final List<Parameter> parameters;

    private Query(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
    }

    /**
     * Reads a query as it was sent, without its {@code ?}.
     *
     * @throws Refusal 400 if it is not UTF-8, percent-encoded
     */
    public static Query parse(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.add(new Parameter(decode(name), decode(value)));
            }
        }
        return new Query(parameters);
    }

    private static String decode(String text) {
        return PercentCode.decode(text.replace('+', ' '));
    }

    /** All of it, in the order in which it was sent. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** A parameter's value, the first one if there are several; never empty. */
    public Optional<String> text(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name) && !parameter.value().isEmpty()) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /**
     * A switch: {@code true} or {@code false} in any case, {@code 1} or {@code 0}; off if it is left out.
     *
     * @throws Refusal 400 if it is anything else
     */
    public boolean flag(String name) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return false;
        }
        return switch (value.get().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw Refusal.parameter(name + " must be true or false");
        };
    }

    /**
     * A number from 1.
     *
     * @throws Refusal 400 if it is anything else
     */
    public OptionalInt positive(String name) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!POSITIVE.matcher(value.get()).matches()) {
            throw Refusal.parameter(name + " must be a number from 1");
        }
        String digits = value.get().replaceFirst("^0+", "");
        // Beyond every list, and every limit, it does not matter by how much.
        return OptionalInt.of(digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits));
    }
}
