package io.erpconfig.http;

import java.util.Map;
import java.util.Optional;

/**
 * One line of an API: a method, the form of a path, and what answers.
 *
 * @param <H> what a handler is in that API
 */
public final class Route<H> {

    private final String method;
    private final String pattern;
    private final H handler;
    private final PathPattern compiled;

    /**
     * @param method  of HTTP; a {@code GET} answers {@code HEAD} too, unless there is a route for that
     * @param pattern behind the API's prefix: literal parts, {@code {name}} for one part, and at most one
     *                {@code {name...}} for one or more
     */
    public Route(String method, String pattern, H handler) {
        this.method = method;
        this.pattern = pattern;
        this.handler = handler;
        this.compiled = new PathPattern(pattern);
    }

    public String method() {
        return method;
    }

    public String pattern() {
        return pattern;
    }

    public H handler() {
        return handler;
    }

    Optional<Map<String, String>> match(RequestPath path) {
        return compiled.match(path);
    }

    @Override
    public String toString() {
        return method + ' ' + pattern;
    }
}
