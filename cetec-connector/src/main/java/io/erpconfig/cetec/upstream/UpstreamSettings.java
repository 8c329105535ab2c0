package io.erpconfig.cetec.upstream;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * Settings on how the ERP is asked. The token is secret, and {@link #toString} does not tell it.
 *
 * @param url     of the ERP, such as {@code https://example.cetecerp.com}
 * @param token   the preshared token
 * @param timeout within which an answer has to be there, all tries together
 */
public record UpstreamSettings(URI url, String token, Duration timeout) {

    /** The default of the time limit. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

    public UpstreamSettings {
        url(url.toString());
        requireNonNull(timeout, "timeout");
        if (token.isBlank()) {
            throw new IllegalArgumentException("token: empty");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout);
        }
    }

    /**
     * Reads the URL of an ERP.
     *
     * @throws IllegalArgumentException if it can't be asked there
     */
    public static URI url(String text) {
        try {
            URI url = URI.create(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without what may be a secret in it.
        }
        throw new IllegalArgumentException(
                "not an http or https URL without user, query and fragment, such as https://example.cetecerp.com");
    }

    @Override
    public String toString() {
        return "UpstreamSettings[" + url.getHost() + "]";
    }
}
