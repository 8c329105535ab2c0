package io.erpconfig.core.session;

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

    public RequestCookies {
        requireNonNull(header, "header");
    }

    /** The values of all cookies of a name, in their order: a hostile page can add one beside ours. */
    public List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (String pair : header.split(";")) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
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
