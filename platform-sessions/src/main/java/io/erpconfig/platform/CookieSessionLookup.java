package io.erpconfig.platform;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.session.SessionsElsewhere;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.http.RequestCookies;
import io.erpconfig.http.SessionLookup;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The sessions of the platform that this service lives behind, by the cookie that has a session's id: as it is, or as
 * express-session signs it, {@code s:{id}.{signature}}. The signature is not checked: the id is a secret by itself, and
 * that there is such a session is what counts.
 */
public final class CookieSessionLookup implements SessionLookup {

    /** The longest cookie that may have an id, in characters. */
    private static final int MAX_COOKIE = 4096;

    private final SessionsElsewhere sessions;
    private final String cookie;

    /** @param cookie its name */
    public CookieSessionLookup(SessionsElsewhere sessions, String cookie) {
        this.sessions = requireNonNull(sessions, "sessions");
        this.cookie = requireNonNull(cookie, "cookie");
        if (cookie.isEmpty()) {
            throw new IllegalArgumentException("cookie must not be empty");
        }
    }

    @Override
    public Optional<SignedIn> find(RequestCookies cookies) {
        for (String value : cookies.values(cookie)) {
            Optional<SignedIn> found = id(value).flatMap(sessions::find);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> id(String cookie) {
        if (cookie.isEmpty() || cookie.length() > MAX_COOKIE) {
            return Optional.empty();
        }
        String value;
        try {
            // Not a form: a plus is a plus.
            value = URLDecoder.decode(cookie.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int signature = value.lastIndexOf('.');
        boolean signed = value.startsWith("s:") && signature > 2;
        return Optional.of(signed ? value.substring(2, signature) : value);
    }
}
