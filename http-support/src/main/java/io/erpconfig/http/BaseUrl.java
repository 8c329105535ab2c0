package io.erpconfig.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells under which URL a client reaches this server, for the links in answers: the one that the operator configured,
 * else what the request says. {@code X-Forwarded-Proto} and {@code X-Forwarded-Host} count only in requests that come
 * from a trusted proxy (contract, section 5).
 */
public final class BaseUrl {

    private static final int LONGEST_HOST = 255;

    private final Optional<String> configured;
    private final List<Cidr> trustedProxies;

    private BaseUrl(Optional<String> configured, List<Cidr> trustedProxies) {
        this.configured = configured;
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * The URL that the operator configured.
     *
     * @throws IllegalArgumentException if it isn't one, with a message for the operator
     */
    public static BaseUrl configured(String url) {
        try {
            URI uri = new URI(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
                String rest = uri.toASCIIString().substring(scheme.length()).replaceAll("/+$", "");
                return new BaseUrl(Optional.of(scheme + rest), List.of());
            }
        } catch (URISyntaxException e) {
            // Said below, in words of our own.
        }
        throw new IllegalArgumentException("not a URL such as https://config.example.com: " + url);
    }

    /** Takes the base URL from the request, or from the proxy that it came through, if it is one of these. */
    public static BaseUrl ofRequest(List<Cidr> trustedProxies) {
        return new BaseUrl(Optional.empty(), trustedProxies);
    }

    /**
     * The base URL of a request, without a slash at its end, its scheme in lower case and no port that this has anyway.
     *
     * @param scheme of the connection
     * @param host   that the request names, an IPv6 address in brackets
     * @param port   that it names, or the scheme's own
     * @param header gives a header's value
     * @param peer   tells the address that the request came from
     * @throws ApiException 400 if the host is none
     */
    public String of(
            String scheme, String host, int port, Function<String, Optional<String>> header, Supplier<String> peer) {
        if (configured.isPresent()) {
            return configured.get();
        }
        String usedScheme = scheme;
        String authority = port == usualPort(scheme) || port <= 0 ? host : host + ':' + port;
        if (!trustedProxies.isEmpty() && trusts(peer.get())) {
            usedScheme = header.apply("X-Forwarded-Proto")
                    .map(list -> first(list).toLowerCase(Locale.ROOT))
                    .filter(proto -> proto.equals("http") || proto.equals("https"))
                    .orElse(scheme);
            authority = header.apply("X-Forwarded-Host").map(BaseUrl::first).orElse(authority);
            authority = withoutUsualPort(usedScheme, authority);
        }
        if (!isAuthority(authority)) {
            throw new ApiException(ApiErrorCode.BAD_REQUEST, "the Host is not valid");
        }
        return usedScheme + "://" + authority;
    }

    /** Whether what this address says of the request's origin counts. */
    public boolean trusts(String peer) {
        for (Cidr proxy : trustedProxies) {
            if (proxy.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /** The host as clients write it, since they follow no link to what looks like another host. */
    private static String withoutUsualPort(String scheme, String authority) {
        String port = ":" + usualPort(scheme);
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    private static int usualPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** The first value of a list to which proxies have added. */
    private static String first(String list) {
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    private static boolean isAuthority(String authority) {
        int length = authority.length();
        for (int i = 0; i < length; i++) {
            char c = authority.charAt(i);
            boolean fine = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= ':'
                    || c == '.'
                    || c == '-'
                    || c == '_'
                    || c == '['
                    || c == ']';
            if (!fine) {
                return false;
            }
        }
        return length > 0 && length <= LONGEST_HOST;
    }
}
