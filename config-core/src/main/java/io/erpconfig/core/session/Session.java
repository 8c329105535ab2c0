package io.erpconfig.core.session;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * A session's record. Times are cut to whole seconds.
 *
 * @param id        names the record
 * @param hash      of the value
 * @param user      who has signed in
 * @param createdAt when
 * @param seenAt    when it was last used; at most a minute behind while it is in use
 * @param address   that the user signed in from, for display; 1 to {@value #MAX_ADDRESS} characters
 * @param agent     the browser that was used, for display, at most {@value #MAX_AGENT} characters; empty if it did not say
 */
public record Session(
        SessionId id, SessionHash hash, OwnerId user, Instant createdAt, Instant seenAt, String address, String agent) {

    /** The longest address, in characters. */
    public static final int MAX_ADDRESS = 100;

    /** The longest agent, in characters, that is code points. */
    public static final int MAX_AGENT = 200;

    /** The order of lists: by creation, and by id of those created in the same second. */
    public static final Comparator<Session> BY_CREATION = Comparator.comparing(Session::createdAt)
            .thenComparing(session -> session.id().value());

    public Session {
        requireNonNull(id, "id");
        requireNonNull(hash, "hash");
        requireNonNull(user, "user");
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
        seenAt = seenAt.truncatedTo(ChronoUnit.SECONDS);
        if (address.isBlank() || address.length() > MAX_ADDRESS) {
            throw new IllegalArgumentException("address: not 1 to " + MAX_ADDRESS + " characters");
        }
        if (agent.codePointCount(0, agent.length()) > MAX_AGENT) {
            throw new IllegalArgumentException("agent: more than " + MAX_AGENT + " characters");
        }
    }

    /** The same record with a later use; unchanged if that is not later: the last use never goes back. */
    public Session seenAt(Instant time) {
        return time.isAfter(seenAt) ? new Session(id, hash, user, createdAt, time, address, agent) : this;
    }
}
