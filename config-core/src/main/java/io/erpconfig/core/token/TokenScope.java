package io.erpconfig.core.token;

import static java.util.stream.Collectors.joining;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** A part of the service that a token may be used for (contract, section 8). */
public enum TokenScope {
    /** The read API, with its events, streams and waiting requests. */
    READ,
    /** Tickets. */
    TICKETS,
    /** Connectors to other systems, such as an ERP. */
    CONNECTORS;

    /** The scopes of a token that was issued without any being named. */
    public static final Set<TokenScope> DEFAULT = Set.of(READ);

    /** The scope as it is stored and shown: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Several scopes as they are shown: in their order, with commas between them. */
    public static String list(Set<TokenScope> scopes) {
        return scopes.stream().sorted().map(TokenScope::toString).collect(joining(","));
    }

    /**
     * The reverse of {@link #toString}.
     *
     * @throws ConfigStoreException {@link ErrorCode#INVALID_TOKEN_FIELD} if no scope has that name
     */
    public static TokenScope parse(String text) {
        return Arrays.stream(values())
                .filter(scope -> scope.toString().equals(text))
                .findAny()
                .orElseThrow(() -> new ConfigStoreException(
                        ErrorCode.INVALID_TOKEN_FIELD,
                        "scopes are "
                                + Arrays.stream(values())
                                        .map(TokenScope::toString)
                                        .collect(joining(", "))));
    }
}
