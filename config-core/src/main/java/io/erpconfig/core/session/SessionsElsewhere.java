package io.erpconfig.core.session;

import java.util.Optional;

/**
 * The sessions of the platform that this service lives behind, by their ids. They are read and never changed; one that
 * has ended may be found for a second more. Safe for any number of threads.
 */
public interface SessionsElsewhere {

    /**
     * Finds who has signed in with a session.
     *
     * @return empty if there is no such session, it has ended, or its user can own no projects here
     * @throws io.erpconfig.core.error.ConfigStoreException {@link io.erpconfig.core.error.ErrorCode#SIGN_IN_UNAVAILABLE}
     *     if that can't be told now
     */
    Optional<SignedIn> find(String id);
}
