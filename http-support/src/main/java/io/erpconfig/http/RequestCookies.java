package io.erpconfig.http;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * The cookies that came with a request.
 *
 * @param header the values of its {@code Cookie} headers, joined by {@code "; "}; empty if there are none. It is secret,
 *               and {@link #toString} does not tell it
 */
public record RequestCookies(String header) {

    /** Number of cookies of one name that count: each may cost a question to a database. */
    public static final int MAX_OF_A_NAME = 32;

    public RequestCookies {
        requireNonNull(header, "header");
    }

    /**
     * The values of a name's first {@value #MAX_OF_A_NAME} cookies, in their order: a hostile page can add one beside ours.
     */
    public List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (String pair : header.split(";")) {
            int equals = pair.indexOf('=');
            if (values.size() < MAX_OF_A_NAME
                    && equals >= 0
                    && pair.substring(0, equals).strip().equals(name)) {
                String value = pair.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                values.add(quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return "RequestCookies";
    }
}
