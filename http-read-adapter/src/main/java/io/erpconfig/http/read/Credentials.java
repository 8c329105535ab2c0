package io.erpconfig.http.read;

import io.erpconfig.http.Query;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a request says of who sent it. */
final class Credentials {

    static final String QUERY_PARAMETER = "private_token";

    private static final String BEARER = "Bearer ";

    private Credentials() {}

    /** The token in the headers: {@code PRIVATE-TOKEN}, else {@code Authorization: Bearer}. */
    static Optional<String> token(Function<String, @Nullable String> header) {
        String own = header.apply("PRIVATE-TOKEN");
        if (own != null && !own.isEmpty()) {
            return Optional.of(own);
        }
        String authorization = header.apply("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        return Optional.empty();
    }

    /** The token in the headers, else in the query. */
    static Optional<String> token(Function<String, @Nullable String> header, Query query) {
        return token(header).or(() -> query.text(QUERY_PARAMETER));
    }

    /** The machine that the request says it comes from; a blank one is none. */
    static Optional<String> instanceId(Function<String, @Nullable String> header) {
        return Optional.ofNullable(header.apply("X-Instance-Id")).filter(id -> !id.isBlank());
    }
}
