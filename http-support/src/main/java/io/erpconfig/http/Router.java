package io.erpconfig.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An API's routes. Of several that fit a path the first counts, so the more special ones come first.
 *
 * @param <H> what a handler is in that API
 */
public final class Router<H> {

    private final List<Route<H>> routes;

    public Router(List<Route<H>> routes) {
        this.routes = List.copyOf(routes);
    }

    /** All of them, in their order. */
    public List<Route<H>> routes() {
        return routes;
    }

    /**
     * A route that fits a request.
     *
     * @param variables the values of the pattern's variables, decoded
     */
    public record Match<H>(Route<H> route, Map<String, String> variables) {

        public Match {
            variables = Map.copyOf(variables);
        }
    }

    /**
     * Finds the route of a request.
     *
     * @throws ApiException 404 if no route has such a path, 405 with {@code Allow} if none of those has the method
     */
    public Match<H> find(String method, RequestPath path) {
        Set<String> allowed = new TreeSet<>();
        Optional<Match<H>> byGet = Optional.empty();
        for (Route<H> route : routes) {
            Optional<Map<String, String>> variables = route.match(path);
            if (variables.isEmpty()) {
                continue;
            }
            if (route.method().equals(method)) {
                return new Match<>(route, variables.get());
            }
            allowed.add(route.method());
            if (route.method().equals("GET")) {
                allowed.add("HEAD");
                if (method.equals("HEAD") && byGet.isEmpty()) {
                    byGet = Optional.of(new Match<>(route, variables.get()));
                }
            }
        }
        return byGet.orElseThrow(() -> allowed.isEmpty()
                ? new ApiException(ApiErrorCode.NOT_FOUND)
                : new ApiException(
                        ApiErrorCode.METHOD_NOT_ALLOWED, new Answer.Header("Allow", String.join(", ", allowed))));
    }
}
