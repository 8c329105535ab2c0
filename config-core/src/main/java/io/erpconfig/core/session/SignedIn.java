package io.erpconfig.core.session;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.OwnerId;
import java.util.Optional;

/**
 * A user who has signed in.
 *
 * @param user    owns the projects of that name
 * @param name    for display
 * @param email   for commits, if there is one
 * @param session the session's id, if it is one of this service's own
 */
public record SignedIn(OwnerId user, String name, Optional<String> email, Optional<SessionId> session) {

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
