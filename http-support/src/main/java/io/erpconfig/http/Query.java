package io.erpconfig.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request's query, decoded: {@code +} is a space. A parameter that is read may come once, and with a value: of two values
 * one would be ignored in silence, and an empty one, say of a variable that was never set, is not what leaving it out asks
 * for (contract, section 4). Parameters that nobody reads may be
 * anything, unless they are {@linkplain #refuseOthers refused}.
 */
public final class Query {

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern POSITIVE = Pattern.compile("0*[1-9][0-9]*");

    /** A name and its value. */
    public record Parameter(String name, String value) {}

    private final List<Parameter> parameters;
    private final boolean emptyIsLeftOut;

    private Query(List<Parameter> parameters, boolean emptyIsLeftOut) {
        this.parameters = List.copyOf(parameters);
        this.emptyIsLeftOut = emptyIsLeftOut;
    }

    /**
     * Reads a query as it was sent, without its {@code ?}.
     *
     * @throws ApiException 400 if it is not UTF-8, percent-encoded
     */
    public static Query parse(String raw) {
        return new Query(split(raw), false);
    }

    /**
     * {@link #parse}, as GitLab reads it: an empty value counts as left out. Its clients send {@code path=} with every tree
     * that they ask for.
     */
    public static Query parseAsGitLab(String raw) {
        return new Query(split(raw), true);
    }

    private static List<Parameter> split(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.add(new Parameter(decode(name), decode(value)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return PercentEncoding.decode(text.replace('+', ' '));
    }

    /** The same query with a value in the place of all that a parameter has. */
    public Query with(String name, String value) {
        List<Parameter> others = new ArrayList<>(parameters);
        others.removeIf(each -> each.name().equals(name));
        others.add(new Parameter(name, value));
        return new Query(others, emptyIsLeftOut);
    }

    /** All of it, in the order in which it was sent. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Refuses every parameter but these, for a request that changes something: of a misspelt one, what it was to limit would
     * be changed without a limit.
     *
     * @throws ApiException 400 that names the first of the others
     */
    public void refuseOthers(Set<String> known) {
        for (Parameter parameter : parameters) {
            if (!known.contains(parameter.name())) {
                throw ApiException.parameter("unknown parameter '" + parameter.name() + "'");
            }
        }
    }

    /**
     * A parameter's value, which is not empty.
     *
     * @throws ApiException 400 if it is there twice, or empty where that is not as good as left out
     */
    public Optional<String> text(String name) {
        List<Parameter> named =
                parameters.stream().filter(each -> each.name().equals(name)).toList();
        if (named.size() > 1) {
            throw ApiException.parameter(name + " is there twice");
        }
        Optional<String> value = named.stream().map(Parameter::value).findFirst();
        if (value.equals(Optional.of("")) && !emptyIsLeftOut) {
            throw ApiException.parameter(name + " is empty; leave it out, or give it a value");
        }
        return value.filter(text -> !text.isEmpty());
    }

    /**
     * The values of a parameter that may have any number: as {@code name[]}, which may come again and again, or with commas
     * between them as {@code name}; none of them empty.
     *
     * @throws ApiException 400 if one is empty where that is not as good as left out
     */
    public List<String> list(String name) {
        List<String> values = new ArrayList<>();
        text(name).ifPresent(text -> values.addAll(List.of(text.split(",", -1))));
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name + "[]")) {
                values.add(parameter.value());
            }
        }
        if (values.removeIf(String::isEmpty) && !emptyIsLeftOut) {
            throw ApiException.parameter(name + " has an empty part; leave it out, or give it a value");
        }
        return values;
    }

    /**
     * A switch: {@code true} or {@code false} in any case, {@code 1} or {@code 0}; off if it is left out.
     *
     * @throws ApiException 400 if it is anything else
     */
    public boolean flag(String name) {
        return choice(name).orElse(false);
    }

    /**
     * A switch as {@link #flag} has it, which means something else again if it is left out.
     *
     * @throws ApiException 400 if it is anything else
     */
    public Optional<Boolean> choice(String name) {
        return text(name).map(value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw ApiException.parameter(name + " must be true or false");
        });
    }

    /**
     * A number from 0; one that is too large for a {@code long} counts as the largest.
     *
     * @throws ApiException 400 if it is anything else
     */
    public OptionalLong number(String name) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!DIGITS.matcher(value.get()).matches()) {
            throw ApiException.parameter(name + " must be a number from 0");
        }
        String digits = value.get().replaceFirst("^0+(?=.)", "");
        return OptionalLong.of(digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits));
    }

    /**
     * One of several values; the first one if it is left out.
     *
     * @throws ApiException 400 if it is another
     */
    public String oneOf(String name, String... values) {
        String value = text(name).orElse(values[0]);
        if (!List.of(values).contains(value)) {
            throw ApiException.parameter(name + " must be one of " + String.join(", ", values));
        }
        return value;
    }

    /**
     * A number from 1.
     *
     * @throws ApiException 400 if it is anything else
     */
    public OptionalInt positive(String name) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!POSITIVE.matcher(value.get()).matches()) {
            throw ApiException.parameter(name + " must be a number from 1");
        }
        String digits = value.get().replaceFirst("^0+", "");
        // Beyond every list, and every limit, it does not matter by how much.
        return OptionalInt.of(digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits));
    }
}
