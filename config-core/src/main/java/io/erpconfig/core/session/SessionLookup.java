package io.erpconfig.core.session;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import java.util.Optional;

/**
 * Leads from a request's cookies to the user who has signed in: by this service's own sessions, or by those of the
 * platform that it lives behind. Asked with every request of the admin API, so it answers from memory where it can; a
 * session that has ended elsewhere may be found for a few seconds more. Safe for any number of threads.
 */
public interface SessionLookup {

    /**
     * A user who has signed in.
     *
     * @param user    owns the projects of that name
     * @param name    for display
     * @param email   for commits, if there is one
     * @param session the session's id, if it is one of this service's own
     */
    record SignedIn(OwnerId user, String name, Optional<String> email, Optional<SessionId> session) {

        /** The longest name that is shown, in characters. */
        private static final int MAX_NAME = 200;

        public SignedIn {
            requireNonNull(user, "user");
            requireNonNull(name, "name");
            requireNonNull(email, "email");
            requireNonNull(session, "session");
        }

        /**
         * A user who has signed in at the platform that this service lives behind.
         *
         * @param name for display, as the platform has it; a blank or very long one counts as none, and the id is shown
         */
        public static SignedIn elsewhere(OwnerId user, Optional<String> name) {
            String shown = name.map(String::strip)
                    .filter(text -> !text.isEmpty() && text.length() <= MAX_NAME)
                    .orElse(user.value());
            return new SignedIn(user, shown, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Finds who has signed in.
     *
     * @return empty if nobody has
     * @throws ConfigStoreException {@link ErrorCode#SIGN_IN_UNAVAILABLE} if that can't be told now
     */
    Optional<SignedIn> find(RequestCookies cookies);
}
