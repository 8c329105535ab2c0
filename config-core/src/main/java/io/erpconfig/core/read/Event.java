package io.erpconfig.core.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.event.EventType;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An event with all that is said of it (contract, section 6).
 *
 * @param seq     its number in its owner's log
 * @param at      when
 * @param type    what kind of change
 * @param owner   whose log it is in
 * @param user    who made the change
 * @param subject what was changed, by the names that it had
 * @param target  what was changed, by its ids
 * @param change  what a snapshot changed; empty if it is about none, or if the snapshot is gone
 */
public record Event(
        long seq,
        Instant at,
        EventType type,
        OwnerId owner,
        String user,
        Map<Subject, String> subject,
        EventTarget target,
        Optional<SnapshotChange> change) {

    /** Size of what every event has, as JSON, in characters. */
    private static final int OVERHEAD = 700;

    public Event {
        requireNonNull(at, "at");
        requireNonNull(type, "type");
        requireNonNull(owner, "owner");
        requireNonNull(user, "user");
        subject = Map.copyOf(subject);
        requireNonNull(target, "target");
        requireNonNull(change, "change");
    }

    static Event of(LoggedEvent logged, Optional<SnapshotChange> change) {
        AuditEntry entry = logged.entry();
        return new Event(
                logged.seq(),
                entry.at(),
                logged.type(),
                entry.owner().orElseThrow(),
                entry.user(),
                entry.subject(),
                entry.event().orElseThrow(),
                change);
    }

    /** Roughly its size as JSON, in characters. */
    public long size() {
        return OVERHEAD + change.map(SnapshotChange::size).orElse(0L);
    }
}
