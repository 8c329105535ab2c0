package io.erpconfig.core.session;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sessions of local accounts (contract, section 3): starting, finding and ending them. A session ends by itself when it
 * has not been used for a time, or after a time whatever its use. What is noted of a use is written on the executor that
 * this was given, never on the request's own time. Safe for any number of threads.
 */
public final class Sessions {

    /** Most sessions of a user: beyond that the least recently used one ends with each new one. */
    public static final int MAX_PER_USER = 100;

    /** Age of a noted use from which on a new one is noted. */
    private static final Duration NOTE_AFTER = Duration.ofMinutes(1);

    private final SessionRegistry registry;
    private final Clock clock;
    private final SecureRandom random;
    private final Executor notes;
    private final Limits limits;

    /**
     * The time limits of sessions.
     *
     * @param idle how long after the last use: at least two minutes, since uses are noted once a minute
     * @param max  how long after the sign-in
     */
    public record Limits(Duration idle, Duration max) {

        /** The shortest. */
        public static final Duration MIN = Duration.ofMinutes(2);

        /** The longest. */
        public static final Duration MAX = Duration.ofDays(3650);

        public Limits {
            check("idle", idle);
            check("max", max);
        }

        private static void check(String name, Duration time) {
            if (time.compareTo(MIN) < 0 || time.compareTo(MAX) > 0) {
                throw new IllegalArgumentException(
                        name + ": a session lasts for " + MIN.toMinutes() + " minutes to " + MAX.toDays() + " days");
            }
        }
    }

    /** A session with its value, which is nowhere else and not to be had again. */
    public record Started(Session session, SessionValue value) {}

    /**
     * @param registry the records
     * @param notes    where uses are written; may run them at once
     */
    public Sessions(SessionRegistry registry, Clock clock, SecureRandom random, Executor notes, Limits limits) {
        this.registry = requireNonNull(registry, "registry");
        this.clock = requireNonNull(clock, "clock");
        this.random = requireNonNull(random, "random");
        this.notes = requireNonNull(notes, "notes");
        this.limits = requireNonNull(limits, "limits");
    }

    /** The time limits of sessions. */
    public Limits limits() {
        return limits;
    }

    /**
     * Starts a session of a user who has shown who they are.
     *
     * @param address that they come from
     * @param agent   what they use, as it was sent: it is cleaned, and cut to {@value Session#MAX_AGENT} characters
     */
    public Started start(OwnerId user, String address, String agent) {
        SessionValue value = SessionValue.random(random);
        Instant now = clock.instant();
        Session session = new Session(SessionId.random(random), value.hash(), user, now, now, address, clean(agent));
        registry.add(session);
        endSurplus(session);
        return new Started(session, value);
    }

    private static String clean(String agent) {
        int[] kept = agent.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                .limit(Session.MAX_AGENT)
                .toArray();
        return new String(kept, 0, kept.length);
    }

    /** After the new one is there, so that of two that start at once the second one sees both. */
    private void endSurplus(Session started) {
        List<Session> others = list(started.user()).stream()
                .filter(session -> !session.id().equals(started.id()))
                .sorted(Comparator.comparing(Session::seenAt))
                .toList();
        others.stream()
                .limit(Math.max(0, others.size() + 1 - MAX_PER_USER))
                .forEach(session -> registry.remove(session.id()));
    }

    /** The session of what a client sent as its value, if it is one that has not ended; notes the use. */
    public Optional<Session> find(String presented) {
        Instant now = clock.instant();
        Optional<Session> found = SessionValue.parse(presented)
                .flatMap(value -> registry.findByHash(value.hash()))
                .filter(session -> !ended(session, now));
        found.filter(session -> now.isAfter(session.seenAt().plus(NOTE_AFTER)))
                .ifPresent(session -> note(session, now));
        return found;
    }

    private void note(Session session, Instant now) {
        try {
            notes.execute(() -> registry.touch(session.id(), now));
        } catch (RejectedExecutionException e) {
            // The server is stopping. A note is not worth refusing a request for.
        }
    }

    private boolean ended(Session session, Instant now) {
        return now.isAfter(endOf(session));
    }

    /** The time at which a session expires, unless it is used before. */
    public Instant endOf(Session session) {
        Instant byUse = session.seenAt().plus(limits.idle());
        Instant byAge = session.createdAt().plus(limits.max());
        return byUse.isBefore(byAge) ? byUse : byAge;
    }

    /** A user's sessions that have not ended, oldest first. */
    public List<Session> list(OwnerId user) {
        Instant now = clock.instant();
        return registry.list(user).stream()
                .filter(session -> !ended(session, now))
                .toList();
    }

    /**
     * Ends one of a user's sessions: it is unknown from the next request on.
     *
     * @throws ConfigStoreException {@link ErrorCode#SESSION_NOT_FOUND}, also if it is another user's
     */
    public void end(OwnerId user, SessionId id) {
        boolean theirs = list(user).stream().anyMatch(session -> session.id().equals(id));
        if (!theirs || !registry.remove(id)) {
            throw new ConfigStoreException(ErrorCode.SESSION_NOT_FOUND, "no such session");
        }
    }

    /** Ends a session; its having ended already is no error. */
    public void end(Session session) {
        registry.remove(session.id());
    }

    /** Ends all of a user's sessions but the one that is kept, if one is; returns how many. */
    public static int endAll(SessionRegistry registry, OwnerId user, Optional<SessionId> kept) {
        return registry.removeIf(session ->
                session.user().equals(user) && !Optional.of(session.id()).equals(kept));
    }

    /** Removes the records of sessions that have ended by themselves; returns how many. */
    public int removeEnded() {
        Instant now = clock.instant();
        return registry.removeIf(session -> ended(session, now));
    }
}
