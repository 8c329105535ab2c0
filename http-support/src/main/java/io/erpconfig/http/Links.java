package io.erpconfig.http;

import java.util.Optional;
import java.util.Set;

/**
 * Links to other parts of the list that is being answered: the request's own URL with other paging parameters. They begin
 * with the base URL that the client used, and never repeat a token (contract, section 2).
 */
public final class Links {

    /** Parameters that are not repeated: the token, and those that a link sets itself. */
    private static final Set<String> LEFT_OUT = Set.of("private_token", "page", "per_page", "page_token");

    /** Four links have to fit the head of an answer, in characters. */
    private static final int LONGEST = 3 * 1024;

    private final String origin;
    private final RequestPath path;
    private final Query query;
    private final String url;

    /**
     * @param origin the base URL that the client used, without a slash at its end
     * @param path   of the request
     * @param query  of the request
     */
    public Links(String origin, RequestPath path, Query query) {
        this(origin, path, query, "");
    }

    /** @param without what is not repeated either */
    private Links(String origin, RequestPath path, Query query, String without) {
        this.origin = origin;
        this.path = path;
        this.query = query;
        StringBuilder built = new StringBuilder(origin).append(path.encoded()).append('?');
        for (Query.Parameter parameter : query.parameters()) {
            if (!LEFT_OUT.contains(parameter.name()) && !parameter.name().equals(without)) {
                built.append(PercentEncoding.encode(parameter.name()))
                        .append('=')
                        .append(PercentEncoding.encode(parameter.value()))
                        .append('&');
            }
        }
        this.url = built.toString();
    }

    /** @throws ApiException 414 if the request's URL is too long to be repeated */
    String to(int page, int size, String relation) {
        return '<' + repeated() + "page=" + page + "&per_page=" + size + ">; rel=\"" + relation + '"';
    }

    /** The links of a list that has one page: to the list itself. None if the request's URL is too long to be repeated. */
    Optional<String> toAll() {
        String all = '<' + url.substring(0, url.length() - 1) + ">; rel=";
        return url.length() > LONGEST ? Optional.empty() : Optional.of(all + "\"first\", " + all + "\"last\"");
    }

    private String repeated() {
        if (url.length() > LONGEST) {
            throw new ApiException(ApiErrorCode.URI_TOO_LONG);
        }
        return url;
    }

    /**
     * The link to what is behind an item, for pages by key.
     *
     * @param parameter says which item that is
     * @throws ApiException 414 if the request's URL is too long to be repeated
     */
    public String next(int size, String parameter, String value) {
        String others = new Links(origin, path, query, parameter).repeated();
        return '<' + others + "per_page=" + size + '&' + parameter + '=' + PercentEncoding.encode(value)
                + ">; rel=\"next\"";
    }
}
