package io.erpconfig.http;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.session.SignedIn;
import java.util.Optional;

/**
 * Leads from a request's cookies to the user who has signed in: by this service's own sessions, or by those of the
 * platform that it lives behind. Asked with every request of the admin API, so it answers from memory where it can; a
 * session that has ended elsewhere may be found for a few seconds more. Safe for any number of threads.
 */
public interface SessionLookup {

    /**
     * Finds who has signed in.
     *
     * @return empty if nobody has
     * @throws ConfigStoreException {@link ErrorCode#SIGN_IN_UNAVAILABLE} if that can't be told now
     */
    Optional<SignedIn> find(RequestCookies cookies);
}
