package io.erpconfig.core.audit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the audit trail. It holds no secret. What it tells of a request may be whatever somebody sent: of a text
 * the first {@value #MAX_TEXT} characters are kept, and what is not Unicode in it becomes U+FFFD.
 *
 * @param at      when, in whole milliseconds, from {@link #EARLIEST} to {@link #LATEST}
 * @param owner   whose trail it belongs to: the owner of what it was done to; none for a sign-in under a name that nobody
 *                has
 * @param user    who did it: the signed-in user, or the name that somebody tried to sign in with
 * @param action  what was done
 * @param subject what it was done to
 * @param paths   of the files that it was done to, the first {@value #MAX_PATHS} of them
 * @param origin  from where: an IP address, or {@value #COMMAND_LINE}
 * @param result  {@value #OK}, or the code of the error that it was answered with (contract, section 4)
 * @param event   what was changed, if it tells of a change: then it is an event of its owner's log
 */
public record AuditEntry(
        Instant at,
        Optional<OwnerId> owner,
        String user,
        AuditAction action,
        Map<Subject, String> subject,
        List<String> paths,
        String origin,
        String result,
        Optional<EventTarget> event) {

    /** The result of what was done. */
    public static final String OK = "ok";

    /** The origin of what was done on the server's own machine. */
    public static final String COMMAND_LINE = "command line";

    /** The origin of what a service did that embeds the store, and said no more of it. */
    public static final String EMBEDDED = "embedded";

    /** Number of paths that are kept. */
    public static final int MAX_PATHS = 1000;

    /** Number of characters, that is code points, that are kept of each text. */
    public static final int MAX_TEXT = 1024;

    /** The first time there can be. */
    public static final Instant EARLIEST = Instant.EPOCH;

    /** The last time there can be. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** A part of the subject. */
    public enum Subject {
        /** A repoId. */
        PROJECT,
        BRANCH,
        /** The snapshot that was made. */
        SNAPSHOT,
        /** The snapshot or ref that something was restored or copied from. */
        SOURCE,
        /** A token's id. */
        TOKEN,
        /** A token's name. */
        TOKEN_NAME,
        /** The scopes that a token has from then on, with commas between them. */
        TOKEN_SCOPES,
        /** A session's id. */
        SESSION,
        /** An account's name. */
        ACCOUNT,
        /** The id of a customer of the ERP. */
        CUSTOMER,
        /** The id of the request, by which it is found in logs. */
        REQUEST_ID;

        /** The part as it is stored and shown: in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AuditEntry {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
            throw new IllegalArgumentException("at: not a time of the years 1970 to 9999");
        }
        requireNonNull(owner, "owner");
        user = kept(user);
        requireNonNull(action, "action");
        Map<Subject, String> parts = new EnumMap<>(Subject.class);
        subject.forEach((part, value) -> parts.put(part, kept(value)));
        subject = Collections.unmodifiableMap(parts);
        paths = paths.stream().limit(MAX_PATHS).map(AuditEntry::kept).toList();
        origin = kept(origin);
        result = kept(result);
        if (event.isPresent() && (owner.isEmpty() || !result.equals(OK))) {
            throw new IllegalArgumentException("event: only what was done to what somebody owns is one");
        }
    }

    /** An entry that is no event. */
    public AuditEntry(
            Instant at,
            Optional<OwnerId> owner,
            String user,
            AuditAction action,
            Map<Subject, String> subject,
            List<String> paths,
            String origin,
            String result) {
        this(at, owner, user, action, subject, paths, origin, result, Optional.empty());
    }

    /** The same at another time. */
    public AuditEntry at(Instant time) {
        return new AuditEntry(time, owner, user, action, subject, paths, origin, result, event);
    }

    /** The same with one more part of the subject, or another one in its place. */
    public AuditEntry with(Subject part, String name) {
        Map<Subject, String> parts = new EnumMap<>(Subject.class);
        parts.putAll(subject);
        parts.put(part, name);
        return new AuditEntry(at, owner, user, action, parts, paths, origin, result, event);
    }

    /** The same with one more part of the subject, unless it has it. */
    public AuditEntry withIfAbsent(Subject part, String name) {
        return subject.containsKey(part) ? this : with(part, name);
    }

    /** The same as an event: of a change, which was made, to what this owner has. */
    public AuditEntry asEvent(OwnerId changed, EventTarget target) {
        return new AuditEntry(at, Optional.of(changed), user, action, subject, paths, origin, OK, Optional.of(target));
    }

    /**
     * Begins an entry of something that went well, of no owner's trail, with nothing said of what it was done to.
     *
     * @param at     when
     * @param user   who did it
     * @param action what was done
     * @param origin from where
     */
    public static Builder builder(Instant at, String user, AuditAction action, String origin) {
        return new Builder(at, user, action, origin);
    }

    /** Puts an entry together. Used by one thread at a time. */
    public static final class Builder {
        private final Instant at;
        private final String user;
        private final AuditAction action;
        private final String origin;
        private Optional<OwnerId> owner = Optional.empty();
        private final Map<Subject, String> subject = new EnumMap<>(Subject.class);
        private List<String> paths = List.of();
        private String result = OK;
        private Optional<EventTarget> event = Optional.empty();

        private Builder(Instant at, String user, AuditAction action, String origin) {
            this.at = at;
            this.user = user;
            this.action = action;
            this.origin = origin;
        }

        /** Sets whose trail it belongs to. */
        public Builder owner(OwnerId owner) {
            return owner(Optional.of(owner));
        }

        /** Sets whose trail it belongs to, if anyone's. */
        public Builder owner(Optional<OwnerId> owner) {
            this.owner = owner;
            return this;
        }

        /** Adds a part of what it was done to. */
        public Builder subject(Subject part, String name) {
            subject.put(part, name);
            return this;
        }

        /** Adds parts of what it was done to. */
        public Builder subject(Map<Subject, String> parts) {
            subject.putAll(parts);
            return this;
        }

        /** Sets the paths of the files that it was done to. */
        public Builder paths(List<String> paths) {
            this.paths = paths;
            return this;
        }

        /** Sets the code of the error that it was answered with. */
        public Builder result(String result) {
            this.result = result;
            return this;
        }

        /** Sets what was changed, if it tells of a change. */
        public Builder event(Optional<EventTarget> event) {
            this.event = event;
            return this;
        }

        public AuditEntry build() {
            return new AuditEntry(at, owner, user, action, subject, paths, origin, result, event);
        }
    }

    private static String kept(String text) {
        if (text.length() <= MAX_TEXT && text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        int[] characters = text.codePoints()
                .limit(MAX_TEXT)
                .map(c -> Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c)
                .toArray();
        return new String(characters, 0, characters.length);
    }
}
