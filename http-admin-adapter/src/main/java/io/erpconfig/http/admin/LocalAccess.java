package io.erpconfig.http.admin;

import static java.util.Objects.requireNonNull;

import io.erpconfig.account.LocalSignIn;
import io.erpconfig.core.session.Sessions;

/**
 * The services for signing in here, with a local account.
 *
 * @param signIn   checks passwords
 * @param sessions the sessions
 * @param lookup   finds them by their cookies
 */
public record LocalAccess(LocalSignIn signIn, Sessions sessions, LocalSessions lookup) {

    public LocalAccess {
        requireNonNull(signIn, "signIn");
        requireNonNull(sessions, "sessions");
        requireNonNull(lookup, "lookup");
    }
}
