package io.erpconfig.http.admin;

import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses what another site makes a signed-in user's browser send: an unsafe method whose {@code Origin} or
 * {@code Sec-Fetch-Site} names another origin (contract, section 3). A request without either is a script's.
 */
final class OriginCheck {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    /**
     * Values that a browser sends with requests from a page of the same origin, and with those that the user typed in.
     */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    /** A browser's {@code Origin}, or a base URL with whatever path. */
    private static final Pattern WEB =
            Pattern.compile("(https?)://([^/:@\\[\\]]+|\\[[0-9a-f:.]+])(?::([0-9]+))?(?:/.*)?");

    private OriginCheck() {}

    /** An origin; the authority is without the port that its scheme has anyway. */
    private record Web(String scheme, String authority) {

        static Optional<Web> parse(String url) {
            Matcher parts = WEB.matcher(url.toLowerCase(Locale.ROOT));
            if (!parts.matches()) {
                return Optional.empty();
            }
            String scheme = parts.group(1);
            String port = parts.group(3);
            boolean usual = port == null || port.equals(scheme.equals("https") ? "443" : "80");
            return Optional.of(new Web(scheme, usual ? parts.group(2) : parts.group(2) + ':' + port));
        }
    }

    /**
     * Lets a request pass, or throws.
     *
     * @param own    the URL under which the client reached the server, such as {@code https://config.example.com}
     * @param origin the request's {@code Origin}
     * @param site   the request's {@code Sec-Fetch-Site}
     * @throws ApiException 403
     */
    static void check(String method, String own, Optional<String> origin, Optional<String> site) {
        if (SAFE.contains(method)) {
            return;
        }
        boolean foreignSite = site.isPresent() && !OWN_SITE.contains(site.get());
        boolean saidToBeOwn = site.equals(Optional.of("same-origin"));
        if (foreignSite || origin.isPresent() && !isOwn(origin.get(), own, saidToBeOwn)) {
            throw new ApiException(ApiErrorCode.FORBIDDEN);
        }
    }

    /**
     * @param anyScheme whether the browser has said already that it is the same: behind a proxy that is not known as a
     *                  trusted one, the server can't tell that the client's connection is encrypted
     */
    private static boolean isOwn(String origin, String own, boolean anyScheme) {
        Optional<Web> sent = Web.parse(origin);
        Optional<Web> ours = Web.parse(own);
        return sent.isPresent()
                && (sent.equals(ours) || anyScheme && sent.map(Web::authority).equals(ours.map(Web::authority)));
    }
}
