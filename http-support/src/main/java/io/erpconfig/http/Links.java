package io.erpconfig.http;

import java.util.Set;

/**
 * Links to other parts of the list that is being answered: the request's own URL with other paging parameters. They begin
 * with the base URL that the client used, and never repeat a token (contract, section 2).
 */
public final class Links {

    /** What is not repeated: the token, and what a link sets itself. */
    private static final Set<String> LEFT_OUT = Set.of("private_token", "page", "per_page", "page_token");

    private final String url;

    /**
     * @param origin the base URL that the client used, without a slash at its end
     * @param path   of the request
     * @param query  of the request
     */
    public Links(String origin, RequestPath path, Query query) {
        StringBuilder built = new StringBuilder(origin).append(path.encoded()).append('?');
        for (Query.Parameter parameter : query.parameters()) {
            if (!LEFT_OUT.contains(parameter.name())) {
                built.append(PercentCode.encode(parameter.name()))
                        .append('=')
                        .append(PercentCode.encode(parameter.value()))
                        .append('&');
            }
        }
        this.url = built.toString();
    }

    String to(int page, int size, String relation) {
        return '<' + url + "page=" + page + "&per_page=" + size + ">; rel=\"" + relation + '"';
    }

    /** The link to what follows an item, for paging by key. */
    public String after(String token, int size) {
        return '<' + url + "per_page=" + size + "&page_token=" + PercentCode.encode(token) + ">; rel=\"next\"";
    }
}
