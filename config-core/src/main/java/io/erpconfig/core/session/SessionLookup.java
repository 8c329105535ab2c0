package io.erpconfig.core.session;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.OwnerId;
import java.util.Optional;

/**
 * Leads from a request's cookies to the user who has signed in: by this service's own sessions, or by those of the
 * platform that it lives behind. Asked with every request of the admin API, so it answers from memory where it can; a
 * session that has ended elsewhere may be found for a few seconds more. Safe for any number of threads.
 */
public interface SessionLookup {

    /**
     * Who has signed in.
     *
     * @param user    owns the projects of that name
     * @param name    for display
     * @param email   for commits, if there is one
     * @param session the session's id, if it is one of this service's own
     */
    record SignedIn(OwnerId user, String name, Optional<String> email, Optional<SessionId> session) {

        public SignedIn {
            requireNonNull(user, "user");
            requireNonNull(name, "name");
            requireNonNull(email, "email");
            requireNonNull(session, "session");
        }
    }

    /**
     * Finds who has signed in.
     *
     * @return empty if nobody has
     * @throws io.erpconfig.core.ConfigStoreException {@link io.erpconfig.core.ErrorCode#SIGN_IN_UNAVAILABLE} if that can't
     *     be told now
     */
    Optional<SignedIn> find(RequestCookies cookies);
}
