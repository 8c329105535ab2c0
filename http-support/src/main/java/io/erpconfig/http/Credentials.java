package io.erpconfig.http;

import io.erpconfig.core.token.TokenValue;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * The credentials in a request. Nothing of them may come twice, and there is one token: which of two was meant is not
 * guessed. An empty one counts as one that is not good.
 */
public final class Credentials {

    /** The query parameter that may have the token. */
    public static final String QUERY_PARAMETER = "private_token";

    private static final String OWN_HEADER = "PRIVATE-TOKEN";
    private static final String BEARER = "Bearer ";

    /** A placeholder in commands for a value that is still to be filled in. */
    private static final String PLACEHOLDER = "YOUR-INSTANCE";

    private Credentials() {}

    /**
     * The token in the headers: {@code PRIVATE-TOKEN}, or {@code Authorization: Bearer}.
     *
     * @throws ApiException 400 if there are two
     */
    public static Optional<String> token(HttpFields headers) {
        return token(headers, Optional.empty());
    }

    /**
     * The token in the headers or in the query.
     *
     * @throws ApiException 400 if there are two
     */
    public static Optional<String> token(HttpFields headers, Query query) {
        Optional<String> inQuery = Optional.empty();
        for (Query.Parameter parameter : query.parameters()) {
            if (parameter.name().equals(QUERY_PARAMETER)) {
                requireNone(inQuery, QUERY_PARAMETER);
                inQuery = Optional.of(parameter.value());
            }
        }
        return token(headers, inQuery);
    }

    private static Optional<String> token(HttpFields headers, Optional<String> inQuery) {
        Optional<String> own = same(once(headers, OWN_HEADER), inQuery);
        Optional<String> bearer = once(headers, "Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
        // Beside a token of ours, what can be none is meant for a gateway in front.
        return same(
                own,
                own.isEmpty()
                        ? bearer
                        : bearer.filter(other -> TokenValue.parse(other).isPresent()));
    }

    private static Optional<String> same(Optional<String> some, Optional<String> other) {
        if (some.isPresent() && other.isPresent() && !some.equals(other)) {
            throw ApiException.parameter("the request has two tokens");
        }
        return some.or(() -> other);
    }

    /**
     * The machine that the request says it comes from; a blank one is none, and neither is one still to be filled in.
     *
     * @throws ApiException 400 if there are two
     */
    public static Optional<String> instanceId(HttpFields headers) {
        return once(headers, "X-Instance-Id").filter(id -> !id.isBlank() && !toBeFilledIn(id.strip()));
    }

    /** Whether a command was sent as it was pasted: with its placeholder, or with what no shell has replaced. */
    private static boolean toBeFilledIn(String id) {
        return id.equalsIgnoreCase(PLACEHOLDER) || id.startsWith("$") || id.startsWith("<");
    }

    private static Optional<String> once(HttpFields headers, String name) {
        Optional<String> value = Optional.empty();
        for (HttpField field : headers) {
            if (field.is(name)) {
                requireNone(value, name);
                value = Optional.of(Optional.ofNullable(field.getValue()).orElse(""));
            }
        }
        return value;
    }

    private static void requireNone(Optional<String> before, String name) {
        if (before.isPresent()) {
            throw ApiException.parameter(name + " is there twice");
        }
    }
}
